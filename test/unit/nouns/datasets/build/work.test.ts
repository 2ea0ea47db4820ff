import fc from 'fast-check'
import { expect, test } from 'vitest'
import { workOf } from '../../../../../shared/nouns/datasets/build/work.ts'

const file = fc.record({ size: fc.oneof(fc.nat(2000), fc.nat(2 ** 31)), isKnown: fc.boolean() })

test('every file that is not known is in one call, and no call is without a file', () => {
  fc.assert(
    fc.property(fc.array(file, { maxLength: 600 }), (files) => {
      const { shards, work } = workOf(files)
      const unread = files.flatMap(({ isKnown }, i) => (isKnown ? [] : [i]))
      expect(work.flat().sort((a, b) => a - b)).toEqual(unread)
      expect(work.every((call) => call.length > 0)).toBe(true)
      expect(shards).toEqual(work.map((_, i) => i))
      expect(shards.length).toBeLessThanOrEqual(256)
    }),
  )
})

test.each([
  ['a thousand files of one row are eight calls', Array(1000).fill(60), 8],
  ['a file a day for four years of a small shop', Array(1460).fill(200_000), 16],
  ['large files are read side by side', [3e8, 2e8, 1e8], 3],
  ['one large file does not hold up the small ones', [5e8, ...Array(100).fill(60)], 9],
  ['more large files than calls', Array(1000).fill(1e9), 256],
  ['nothing new', [], 0],
])('%s', (_, sizes, calls) => {
  const { work } = workOf((sizes as number[]).map((size) => ({ size, isKnown: false })))
  expect(work).toHaveLength(calls)
  const largest = Math.max(0, ...(sizes as number[]))
  const ofLargest = work.find((call) => call.includes((sizes as number[]).indexOf(largest)))
  if (largest > 64 << 20 && calls < 256) expect(ofLargest).toHaveLength(1)
})
