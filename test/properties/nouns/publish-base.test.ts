import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type BaseFact,
  type BaseShape,
  baseDigest,
  baseKinds,
  basePageOf,
  packComponents,
  packIdentifiers,
  packPeople,
} from '../../../shared/engines/profiles/base-page.ts'
import { type BaseItem, baseOfAccount } from '../../../shared/nouns/people/base-items.ts'
import { findComponents } from '../../../shared/nouns/profiles/find-components.ts'
import { dropPages, type NewPage, publishPages } from '../../../shared/ports/store/pages.ts'
import type { Table } from '../../../shared/ports/store/table.ts'
import { Killed, memoryTable } from '../../support/memory-table.ts'

const account = 'account-1'
const emails = Array.from({ length: 12 }, (_, i) => ({ kind: 'email', value: `p${i}@example.com` }))

/** By number of the person the moment at which a file says the person; absent where none does. */
const contents = fc.array(fc.option(fc.nat({ max: 3 }), { nil: undefined }), { minLength: 12, maxLength: 12 })
type Content = readonly (number | undefined)[]
const pages = fc.constantFrom(1, 2, 4)
const shapes = fc.record({ identifiers: pages, components: pages, people: pages })

/** The nth person's id is its number, as a UUID begins. */
const idOf = (i: number) => `${(i * 0x1000_0000).toString(16).padStart(8, '0')}-0000`

async function* pagesOf(content: Content, shape: BaseShape): AsyncGenerator<NewPage<keyof BaseShape>[]> {
  const told = content.flatMap((time, i) => (time === undefined ? [] : [{ digest: baseDigest(emails[i]!), i, time }]))
  for (const of of baseKinds) {
    for (let page = 0; page < shape[of]; page++) {
      const own = told.filter(({ digest, i }) => basePageOf(of === 'people' ? idOf(i) : digest, shape[of]) === page)
      const factOf = ({ i, time }: { i: number; time: number }): BaseFact => {
        return { identifiers: [emails[i]!], time, tie: 'file', source: 'orders', traits: {} }
      }
      const packed =
        of === 'identifiers'
          ? packIdentifiers(Object.fromEntries(own.map(({ digest }) => [digest, digest])))
          : of === 'people'
            ? packPeople(Object.fromEntries(own.map(({ i }) => [idOf(i), ['email', emails[i]!.value]] as const)))
            : packComponents(Object.fromEntries(own.map((one) => [one.digest, [factOf(one)]])))
      yield [{ of, page, packed }]
    }
  }
}

const publish = (table: Table, version: number, content: Content, shape: BaseShape) =>
  publishPages<keyof BaseShape, BaseItem>(
    table,
    baseOfAccount(account),
    { version, shape, hashed: false, written: [], as_of_files: '2026-01-01T00:00:00.000Z' },
    pagesOf(content, shape),
  )

/** @param at a moment, in milliseconds: readers know the base of before for ten seconds */
async function read(table: Table, at: number): Promise<Content> {
  const found = await findComponents({ table, profiles: table, now: () => new Date(at) }, account, emails)
  return found.map((one) => one?.facts.at(0)?.time)
}

describe('a base that is published', () => {
  test('is that of before or that of now, whenever its builds are killed; then nothing else is left', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(contents, shapes), { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat({ max: 30 }), { maxLength: 4 }),
        fc.boolean(),
        async (builds, deaths, isFresh) => {
          let left = deaths[0] ?? -1
          const turns = deaths.slice(1)
          const memory = memoryTable({ random: () => 0, dies: () => left-- === 0 })
          let before: Content = emails.map(() => undefined)
          for (const [version, [content, shape]] of builds.entries()) {
            for (let done = false; !done; ) {
              try {
                await publish(memory.table, version + 1, content, shape)
                done = true
              } catch (error) {
                if (!(error instanceof Killed)) throw error
                left = turns.shift() ?? -1
                expect([before, content]).toContainEqual(
                  await read(memory.table, version * 100_000 + (isFresh ? 15_000 : 0)),
                )
              }
            }
            expect(await read(memory.table, (version + 1) * 100_000)).toEqual(content)
            before = content
            expect([...memory.items.keys()].length).toBe(1 + shape.identifiers + shape.components + shape.people)
          }
          left = -1
          const { writes } = memory.counts
          const [content, shape] = builds.at(-1)!
          expect(await publish(memory.table, builds.length + 1, content, shape), 'nothing changed').toBe(0)
          expect(memory.counts.writes).toBe(writes + 1)
          await dropPages(memory.table, baseOfAccount(account))
          expect(memory.items.size).toBe(0)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('costs a reader one read more where nothing joins, and no read where there is none', async () => {
    const memory = memoryTable({ random: () => 0 })
    let reads = 0
    const { db, name } = memory.table
    const batchGet = (asked: never) => {
      reads++
      return db.batchGet(asked)
    }
    const table = { name, db: { ...db, batchGet } } as unknown as Table
    const readsOf = async (at: number) => {
      reads = 0
      await findComponents({ table, profiles: table, now: () => new Date(at) }, account, [emails[0]!])
      return reads
    }
    expect([await readsOf(0), await readsOf(1)], 'the item of the base is looked for once').toEqual([2, 1])
    await publish(table, 1, [5], { identifiers: 2, components: 2, people: 2 })
    expect([await readsOf(100_000), await readsOf(20_001)]).toEqual([3, 2])
  })
})
