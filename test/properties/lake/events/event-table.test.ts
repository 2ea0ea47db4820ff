import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AcceptedEvent } from '../../../../shared/engines/events/event.ts'
import { withDuck } from '../../../../shared/lake/duck.ts'
import { readLog } from '../../../../shared/lake/events/read-log.ts'
import { inFolder, readParquet } from '../../../golden/ingest/try-ingest.ts'
import { folderBucket } from '../../../support/folder-bucket.ts'
import { sourceInLake } from '../../../support/source-in-lake.ts'

/** Texts that are hard for a table: quotes, commas, line breaks of all kinds, and letters of two code units. */
const text = fc
  .array(fc.constantFrom('a', 'ü', '"', ',', '\n', '\r\n', '\u2028', '😀', ';', '\\', "'"), { maxLength: 6 })
  .map((parts) => `x${parts.join('')}x`)
const amount = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((cents) => cents / 100)
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })

/** Each property is of one type in all streams, as the types of columns are not tried here. */
const properties = fc.record({
  revenue: maybe(amount),
  note: maybe(text),
  count: maybe(fc.integer({ min: -(2 ** 40), max: 2 ** 40 })),
  gift: maybe(fc.boolean()),
  tags: maybe(fc.array(text)),
  deep: maybe(fc.constant({ a: 1 })),
})
const traits = fc.record({ plan: maybe(text), loyal: maybe(fc.boolean()) })
const said = fc.record({
  type: fc.constantFrom('track', 'identify', 'page', 'group' as const),
  event: fc.constantFrom('Item Viewed', 'itemViewed', 'Order'),
  name: maybe(text),
  seconds: fc.nat(86_399),
  properties,
  traits,
})
const log = fc.array(said, { minLength: 1, maxLength: 12 }).map((all) =>
  all.map(({ seconds, type, event, name, properties, traits }, i): AcceptedEvent => {
    const timestamp = new Date(Date.UTC(2024, 4, 1) + seconds * 1000).toISOString()
    return {
      ...{
        type: type as AcceptedEvent['type'],
        messageId: `m${i}`,
        anonymousId: 'a1',
        timestamp,
        receivedAt: timestamp,
      },
      ...(type === 'track' && { event, properties }),
      ...(type === 'page' && { ...(name !== undefined && { name }), properties }),
      ...((type === 'identify' || type === 'group') && { traits }),
    }
  }),
)

const streams: Record<string, string> = { 'Item Viewed': 'item_viewed', itemViewed: 'item_viewed', Order: 'order' }

/** The stream, properties and traits of an event, as the page docs/live.md tells them. */
function toldOf({ type, event, name, properties = {}, traits = {}, timestamp }: AcceptedEvent) {
  const { revenue, note, count, gift } = properties
  const stream = type === 'track' ? streams[event!] : type === 'page' ? 'page_viewed' : undefined
  const own = {
    datetime: Date.parse(timestamp),
    value: revenue,
    revenue,
    note,
    count,
    gift,
    ...(type === 'page' && { page_name: name }),
  }
  return {
    stream,
    properties: stream ? present(own) : {},
    traits: type === 'identify' ? present(traits) : {},
  }
}
const present = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null))

test('events read as rows are the events as told one by one', async () => {
  await fc.assert(
    fc.asyncProperty(log, fc.nat(12), async (events, cut) => {
      await inFolder((folder) =>
        withDuck({ memoryMb: 256, threads: 1, tmp: folder }, async (db) => {
          // Through the objects of a log, some of them in two.
          const lake = folderBucket(folder)
          const objects = [events.slice(0, cut), events.slice(cut)]
          for (const [i, of] of objects.entries())
            await lake.put(`log-${i}.gz`, gzipSync(of.map((event) => `${JSON.stringify(event)}\n`).join('')))
          const read: AcceptedEvent[] = []
          for await (const event of readLog(lake, ['log-0.gz', 'log-1.gz'])) read.push(event)
          expect(read).toEqual(JSON.parse(JSON.stringify(events)))

          const source = await sourceInLake(db, folder, lake, [read])
          const rows = await readParquet(db, source.parts[0]!.rows)
          expect(rows).toHaveLength(events.length)
          const found = rows.map((row) => {
            const place = source.manifest.streams.findIndex((_, number) => row[`s${number}`] === true)
            const named = (prefix: string) =>
              present(
                Object.fromEntries(
                  Object.entries(row).flatMap(([column, value]) =>
                    column.startsWith(prefix) ? [[column.slice(prefix.length), value]] : [],
                  ),
                ),
              )
            const stream = source.manifest.streams[place]
            return { stream, properties: stream ? named(`s${place}_`) : {}, traits: named('t_') }
          })
          expect(found).toEqual(events.map(toldOf))
        }),
      )
    }),
    { numRuns: 40 },
  )
})
