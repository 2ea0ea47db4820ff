import fc from 'fast-check'
import { expect, test } from 'vitest'
import { personIdOf, segmentId } from '../../../../shared/engines/profiles/segment-id.ts'

test('an id and its text are one and the same, for any UUID', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      expect(segmentId(id)).toMatch(/^use_[1-9A-HJ-NP-Za-km-z]{22}$/)
      expect(personIdOf(segmentId(id))).toBe(id)
    }),
  )
  for (const id of ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']) {
    expect(personIdOf(segmentId(id))).toBe(id)
  }
})

test('a text that no person has is none', () => {
  for (const text of ['', 'use_', `use_${'0'.repeat(22)}`, `use_${'z'.repeat(22)}`, `use_${'1'.repeat(23)}`, 'u1']) {
    expect(personIdOf(text), text).toBeUndefined()
  }
})
