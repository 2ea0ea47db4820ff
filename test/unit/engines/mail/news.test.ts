import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mailedChange, type NamedPersona, namesKey } from '../../../../shared/engines/mail/news.ts'

const of = (names: Record<string, string>): NamedPersona[] => Object.entries(names).map(([id, name]) => ({ id, name }))
const mailed = of({ 1: 'Lane', 2: 'Frequent Finley' })
const key = (now: NamedPersona[], given = {}) => namesKey(now, mailed, given)
const before = key(mailed)

test('other names and another number are news; another order and other ids are not', () => {
  expect(key(of({ 1: 'Paused Paul', 2: 'Frequent Finley' }))).not.toBe(before)
  expect(key(of({ 1: 'Lane' }))).not.toBe(before)
  expect(key(of({ 1: 'Lane', 2: 'Frequent Finley', 3: 'New Noel' }))).not.toBe(before)
  expect(key(of({ 9: 'Frequent Finley', 2: 'Lane' }))).toBe(before)
})

test('a given name is no news, nor is a change of the automatic one under it', () => {
  expect(key(mailed, { 1: 'Our best' })).toBe(before)
  expect(key(of({ 1: 'Paused Paul', 2: 'Frequent Finley' }), { 1: 'Our best' })).toBe(before)
  expect(key(of({ 1: 'Paused Paul', 2: 'Other Oda' }), { 1: 'Our best' })).not.toBe(before)
})

test('giving a name never makes news of anything', () => {
  const personas = fc
    .uniqueArray(fc.nat(9), { minLength: 1 })
    .chain((ids) =>
      fc.tuple(...ids.map((id) => fc.constantFrom('A', 'B', 'C').map((name) => ({ id: String(id), name })))),
    )
  const given = fc.dictionary(fc.nat(9).map(String), fc.constantFrom('X', 'Y'))
  fc.assert(
    fc.property(personas, given, (now, names) => {
      expect(namesKey(now, now, names)).toBe(namesKey(now, now, {}))
    }),
  )
})

test('the change is known by ids, under the names that a reader sees', () => {
  const now = of({ 1: 'Paused Paul', 3: 'New Noel', 4: 'Young Yael' })
  expect(mailedChange(mailed, now, { 4: 'The kids' })).toEqual({
    count: 2,
    renamed: [{ from: 'Lane', to: 'Paused Paul' }],
    joined: ['New Noel', 'The kids'],
    left: ['Frequent Finley'],
  })
  expect(mailedChange(mailed, now, { 1: 'Our best' }).renamed).toEqual([])
})
