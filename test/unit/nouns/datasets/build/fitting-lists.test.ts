import { expect, test } from 'vitest'
import { fitting, fittingSample, roomForList, short } from '../../../../../shared/nouns/datasets/build/fitting-lists.ts'

/** A table's item ends there. */
const MOST = 400 * 1024

test('whatever the files hold and however long the configuration is, what is told fits into the item', () => {
  for (const bytes of [100, 60_000, 200_000]) {
    const config = { transformation_table: 'é'.repeat(bytes / 2) }
    const room = roomForList(config)
    const columns = Array.from({ length: 3000 }, (_, n) => ({ name: short(`${n} ${'ä'.repeat(500)}`), fill_rate: 1 }))
    const sample = Array.from({ length: 20 }, () =>
      Object.fromEntries(columns.slice(0, 9).map(({ name }) => [name, 'x'.repeat(1e6)])),
    )
    const lists = [fitting(columns, room), fitting(columns, room), fitting(columns, room), fittingSample(sample, room)]
    const item = Buffer.byteLength(JSON.stringify({ config, lists }))
    expect(item).toBeLessThan(MOST - 20_000)
    for (const list of lists) expect(list.length).toBeGreaterThan(5)
    if (bytes < 10_000) expect(room).toBe(80_000)
  }
})
