import { expect, test } from 'vitest'
import { HashTable } from '../../../../shared/lake/merge/hash-table.ts'

test('every hash keeps its number while the table grows, those of equal halves are told apart', () => {
  const [lowest, span] = [0x0100_0000, 0x0200_0000]
  // The ends of the range, and many that want the same slot.
  const highs = [lowest, lowest + 1, lowest + span - 1, ...Array.from({ length: 300 }, (_, i) => lowest + 2 + (i % 3))]
  const hashes = highs.map((high, i): [number, number] => [(i * 2_654_435_761) >>> 0, high])
  const table = new HashTable(1, lowest, span)
  for (const [i, hash] of hashes.entries()) {
    const slot = table.slotOf(...hash)
    expect(table.values[slot]).toBe(0)
    table.values[slot] = i + 1
  }
  expect(hashes.map((hash) => table.get(...hash))).toEqual(hashes.map((_, i) => i + 1))
  expect(table.get(7, lowest + 2)).toBe(0)
  const odd = table.only((value) => value % 2 === 1, 1)
  expect(hashes.map((hash) => odd.get(...hash))).toEqual(hashes.map((_, i) => (i % 2 ? 0 : i + 1)))
})
