import { expect, test } from 'vitest'
import { mergePatch } from '../../../shared/contract/merge-patch.ts'

// Appendix A of RFC 7396.
test.each([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('%j patched with %j is %j', (target, patch, result) => {
  expect(mergePatch(target, patch)).toEqual(result)
})

test('a patch reaches no prototype', () => {
  const merged = mergePatch({}, JSON.parse('{"__proto__": {"admin": true}, "a": 1}')) as { admin?: boolean }
  expect(merged.admin).toBeUndefined()
  expect(merged).toEqual({ a: 1 })
})

test('what was there is left alone', () => {
  const before = { a: { b: 1 } }
  mergePatch(before, { a: { b: 2 } })
  expect(before).toEqual({ a: { b: 1 } })
})
