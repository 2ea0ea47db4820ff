import { expect, test } from 'vitest'
import type { Verdict } from '../../../../shared/engines/events/accept.ts'
import type { Resource } from '../../../../shared/model/resource.ts'
import { observer } from '../../../../shared/nouns/sources/observe-events.ts'
import type { Table } from '../../../../shared/ports/store/table.ts'

/** A table that counts what is put into it, and a clock that is moved. */
function environment() {
  const clock = { now: 0 }
  const puts: { sk: string; rows: string }[] = []
  const db = { put: async ({ Item }: { Item: { sk: string; rows: string } }) => void puts.push(Item) }
  return {
    clock,
    puts,
    observe: observer(
      () => ({ db, name: 'moira' }) as unknown as Table,
      () => clock.now,
    ),
  }
}
const source = (id: string) => ({ account_id: 'a', id }) as Resource<'sources'>
const rejected = Array.from({ length: 200 }, (_, index) => ({
  index,
  message_id: null,
  code: 'bad_event' as const,
  message: 'no event',
}))
const verdict: Verdict = { accepted: [], rejected, warnings: [] }
const body = { batch: Array(200).fill('zebedee') }
const observed = { body, verdict, receivedAt: Date.parse('2026-05-01T12:00:00Z'), id: 'x' }

test('an environment keeps 20 requests of a source at once, then one a second', async () => {
  const { clock, puts, observe } = environment()
  for (let i = 0; i < 1000; i++) await observe(source('s1'), observed)
  expect(puts).toHaveLength(2 * 20)
  for (let i = 0; i < 1000; i++) {
    clock.now += 10
    await observe(source('s1'), observed)
  }
  expect(puts).toHaveLength(2 * 30)
  // Another source has its own room.
  await observe(source('s2'), observed)
  expect(puts).toHaveLength(2 * 31)
})

test('of one request it keeps 50 rejections and 10 events, without their values', async () => {
  const { puts, observe } = environment()
  await observe(source('s1'), observed)
  expect(puts.map(({ sk, rows }) => [sk.split('#')[0], JSON.parse(rows).length])).toEqual([
    ['REJECTIONS', 50],
    ['SAMPLES', 10],
  ])
  expect(JSON.stringify(puts)).not.toContain('zebedee')
})
