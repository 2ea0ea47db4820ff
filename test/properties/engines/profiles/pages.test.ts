import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byKey, pageOf } from '../../../../shared/engines/profiles/pages.ts'

const keyOf = (text: string) => text

test('pages of any length give everything once and in order, and a thing that goes meanwhile takes no other along', () => {
  const lists = fc.uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 30, size: 'max' })
  fc.assert(
    fc.property(lists, fc.integer({ min: 1, max: 9 }), fc.nat(), (things, limit, gone) => {
      const sorted = [...things].sort(byKey(keyOf))
      const lost = sorted[gone % (sorted.length + 1)]
      const seen: string[] = []
      let after: string | undefined
      do {
        const left = after === undefined ? sorted : sorted.filter((one) => one !== lost)
        const { things: page, next } = pageOf(left, keyOf, { limit, after })
        expect(page.length).toBeLessThanOrEqual(limit)
        seen.push(...page)
        after = next
      } while (after !== undefined)
      expect(seen.filter((one) => one !== lost)).toEqual(sorted.filter((one) => one !== lost))
    }),
  )
})
