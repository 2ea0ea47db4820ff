import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BuildContext } from '../../../shared/builds/build-context.ts'
import type { AcceptedEvent } from '../../../shared/engines/events/event.ts'
import { personIdOf } from '../../../shared/engines/profiles/segment-id.ts'
import { externalId } from '../../../shared/lake/columns.ts'
import { withDuck } from '../../../shared/lake/duck.ts'
import type { DatasetConfig } from '../../../shared/lake/ingest/dataset-config.ts'
import { lakeKeys } from '../../../shared/lake/keys.ts'
import type { RowsManifest } from '../../../shared/lake/people/dataset-rows.ts'
import { identifiersSql, traitsSql } from '../../../shared/lake/people/people-sql.ts'
import { publishFiles } from '../../../shared/nouns/people/build/base.ts'
import { windowsOf } from '../../../shared/nouns/people/build/windows.ts'
import { askList } from '../../../shared/nouns/profiles/ask/list.ts'
import { keepEvents } from '../../../shared/nouns/profiles/keep-events.ts'
import { type Asked, readProfile } from '../../../shared/nouns/profiles/read-profile.ts'
import { readSettings } from '../../../shared/nouns/profiles/read-settings.ts'
import { readTraits } from '../../../shared/nouns/profiles/read-traits.ts'
import { SourceConfig } from '../../../shared/nouns/sources/contract.ts'
import type { Decision } from '../../../shared/ports/store/decisions.ts'
import { keys } from '../../../shared/ports/store/keys.ts'
import type { Table } from '../../../shared/ports/store/table.ts'
import { inFolder } from '../../golden/ingest/try-ingest.ts'
import { folderBucket } from '../../support/folder-bucket.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { patience } from '../../support/patience.ts'
import { resolvedPeople } from '../../support/resolved-people.ts'
import { sourceInLake } from '../../support/source-in-lake.ts'

const account = 'account-1'
const settings = {
  identifiers: [
    { kind: 'user_id', limit: 1 },
    { kind: 'card', limit: 1 },
    { kind: 'email', limit: 2 },
    { kind: 'anonymous_id', limit: 2 },
  ],
}
const config = SourceConfig.parse({ name: 'Website', ...settings })

const sourceItem = {
  ...keys.resource(account, 'sources', 'website'),
  ...{ account_id: account, type: 'sources', id: 'website', created_at: '2024-01-01T00:00:00.000Z', config },
}
/** The one table: a source, and decisions. */
const tableWith = (decisions: readonly Decision[]) =>
  ({
    name: 'moira',
    db: {
      query: async ({
        ExpressionAttributeValues: { ':prefix': prefix },
      }: {
        ExpressionAttributeValues: Record<string, string>
      }) => ({
        Items: prefix === keys.decisions(account).prefix ? decisions : [sourceItem],
      }),
    },
  }) as unknown as Table

/** Few values and few moments, so that much meets. */
const one = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: undefined })
const somebody = fc.record({
  user: one('u1', 'u2', 'u3'),
  cookie: one('a1', 'a2', 'a3'),
  email: one('jo@example.com', 'Jo@Example.com', 'al@example.com', 'kim@example.com'),
  card: one('C1', 'C2', 'C3'),
  first: one('Jo', 'Al', 'Kim'),
  plan: one('free', 'pro', 'team'),
  second: fc.nat({ max: 5 }),
  /** Of some rows the time is missing, or far off, as files have it. */
  odd: fc.option(fc.constantFrom('', '2400-01-01T00:00:00.000Z'), {
    nil: undefined,
    freq: 5,
  }),
  /** By a row of the first file or of the second, or by an event. */
  where: fc.constantFrom('orders', 'crm', 'event'),
})
type Somebody = typeof somebody extends fc.Arbitrary<infer Of> ? Of : never
const timeOf = (second: number) => `2024-05-01T00:00:0${second}.000Z`

function eventOf({ user, cookie, email, card, first, plan, second }: Somebody, i: number): AcceptedEvent {
  return {
    type: 'identify',
    messageId: `m${i}`,
    ...(user && { userId: user }),
    ...((cookie || !user) && { anonymousId: cookie ?? 'a1' }),
    traits: {
      ...(email && { email }),
      ...(card && { card }),
      ...(first && { firstName: first, lastName: 'Fox' }),
      ...(plan && { plan }),
    },
    timestamp: timeOf(second),
    receivedAt: timeOf(5),
  }
}

const prefix = 'people/'
const columns = ['time', 'user', 'cookie', 'email', 'card', 'first', 'last', 'plan']
const csv = (rows: readonly Somebody[]) =>
  [
    columns,
    ...rows.map(({ user, cookie, email, card, first, plan, second, odd }) =>
      [odd ?? timeOf(second), user, cookie, email, card, first, first && 'Fox', plan].map((cell) => cell ?? ''),
    ),
  ]
    .map((cells) => `${cells.join(',')}\n`)
    .join('')

const reading: DatasetConfig = {
  options: { type: 'hosted_csv', upload_directory: 'any', delimiter: ',', encoding: 'utf-8' },
  identity_sets: {
    customer: {
      user_id: 'user',
      anonymous_id: 'cookie',
      email: 'email',
      external_ids: { card: 'card' },
      person_first_name: 'first',
      person_last_name: 'last',
    },
  },
  output_to_streams: {},
  output_to_traits: { plan: { column_name: 'plan' } },
  incremental_column: 'time',
} as unknown as DatasetConfig

interface Person {
  identifiers: string[]
  plan: unknown
}

/** People of the files and events as a build makes them, and as the Profile API tells them. */
async function bothHalves(all: readonly Somebody[], decisions: readonly Decision[], partitions = 1) {
  const table = tableWith(decisions)
  const deciding = {
    identifiers: config.identifiers,
    apart: decisions.flatMap((one) => (one.what === 'apart' ? [[one.leaves, one.left] as const] : [])),
    blocked: decisions.flatMap((one) => (one.what === 'blocked' ? [one.identifier] : [])),
  }
  const of = (where: string) => all.filter((each) => each.where === where)
  const events = all.flatMap((each, i) => (each.where === 'event' ? [eventOf(each, i)] : []))
  const sample = Object.fromEntries(
    ['crm', 'orders'].flatMap((name) => (of(name).length ? [[name, { config: reading, files: [csv(of(name))] }]] : [])),
  )
  return inFolder(async (folder) => {
    let manifests: RowsManifest[][] = []
    const built: Record<string, Person> = await withDuck({ memoryMb: 256, threads: 1, tmp: folder }, async (db) => {
      const { datasets, range, parts } = await resolvedPeople(db, folder, {
        sample,
        deciding,
        partitions,
        also: async (lake) =>
          events.length ? [(await sourceInLake(db, folder, lake, [events], settings)).manifest] : [],
      })
      manifests = parts
      const file = join(folder, 'lake', lakeKeys.shard(prefix, 0, 'identifiers'))
      mkdirSync(dirname(file), { recursive: true })
      await db.copyToParquet(identifiersSql(datasets, range), file)
      const people: Record<string, Person> = {}
      for (const { person_id, plan } of await db.rows<Record<string, string>>(traitsSql(datasets, range))) {
        people[person_id!] = { identifiers: [], plan: plan ?? undefined }
      }
      for (const { person_id, kind, value } of await db.rows<Record<string, string>>(identifiersSql(datasets, range))) {
        people[person_id!]!.identifiers.push(`${externalId.nameOf(kind!) ?? kind}:${value}`)
      }
      for (const person of Object.values(people)) person.identifiers.sort()
      return people
    })

    const memory = memoryTable({ random: () => 0 })
    const now = () => new Date('2024-05-02T00:00:00.000Z')
    const ctx = { table, profiles: memory.table, lake: { put: async () => ({}) as never }, now }
    if (events.length)
      await keepEvents(ctx, account, [
        { account_id: account, source_id: 'website', received_at: timeOf(5), events },
      ] as never)
    const scratch = join(folder, 'base')
    mkdirSync(scratch)
    const build = { account_id: account, resource_type: 'people', resource_id: 'people', attempt: 1 } as const
    await publishFiles(
      {
        build,
        profiles: memory.table,
        lake: folderBucket(join(folder, 'lake')),
        scratch,
        memoryMb: 512,
      } as unknown as BuildContext,
      { datasets: Object.keys(sample), windows: windowsOf([{ config }]), hashed: false },
      { prefix, shards: 1 },
      partitions,
      async (partition) => manifests[partition]!.map((manifest) => ({ ...manifest, uploaded_at: timeOf(5) })),
    )
    const rules = await readSettings(table, account)
    const live: Record<string, Person> = {}
    const asked = [...new Set(Object.values(built).flatMap(({ identifiers }) => identifiers))].map((text): Asked => {
      const [kind, value] = text.split(':') as [string, string]
      return { kind, value }
    })
    // By the id, too: of two of a household an address that both share finds one.
    for (const one of [...asked, ...Object.keys(built).map((person) => ({ person }))]) {
      const profile = await readProfile(ctx, account, rules, one)
      if (!profile) continue
      live[profile.id] = {
        identifiers: profile.identifiers.map((each) => `${each.kind}:${each.value}`).sort(),
        plan: (await readTraits(ctx, account, profile)).get('plan')?.value,
      }
    }
    for (const id of Object.keys(built)) {
      expect((await readProfile(ctx, account, rules, { person: id }))?.id, 'found by its id').toBe(id)
    }
    const listed: string[] = []
    for (let next: string | undefined; next !== ''; ) {
      const page = await askList({ ctx, account }, rules, { limit: 2, next })
      listed.push(...page.data.map(({ segment_id }) => personIdOf(segment_id)!))
      next = page.cursor.next
    }
    return { built, live, listed }
  })
}

const identifier = fc.constantFrom(
  { kind: 'email', value: 'jo@example.com' },
  { kind: 'anonymous_id', value: 'a1' },
  { kind: 'card', value: 'C1' },
  { kind: 'user_id', value: 'u1' },
)
const decisions = fc.array(
  fc.oneof(
    fc
      .uniqueArray(identifier, { minLength: 2, maxLength: 2, selector: ({ kind }) => kind })
      .map(([leaves, left]): Decision => ({ what: 'apart', leaves: leaves!, left: left!, decided_at: timeOf(5) })),
    identifier.map((one): Decision => ({ what: 'blocked', identifier: one, decided_at: timeOf(5) })),
  ),
  { maxLength: 1 },
)

describe('events in the table and files in the base are a build from scratch of both', () => {
  test('the same people, under the same ids, whatever of them files and events say, and whatever somebody decided', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(somebody, { minLength: 1, maxLength: 12 }), decisions, async (all, decided) => {
        const { built, live, listed } = await bothHalves(all, decided)
        expect(live).toEqual(built)
        expect(listed).toEqual(Object.keys(built).sort())
      }),
      { numRuns: 25, interruptAfterTimeLimit: patience(60) },
    )
  })

  test('also where the account is cut into partitions', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(somebody, { minLength: 4, maxLength: 12 }), async (all) => {
        // Somebody of a file, so that there is one.
        const row: Somebody = { ...all[0]!, user: 'u9', where: 'orders' }
        const { built, live, listed } = await bothHalves([...all, row], [], 2)
        expect(live).toEqual(built)
        expect(listed).toEqual(Object.keys(built).sort())
      }),
      { numRuns: 5, interruptAfterTimeLimit: patience(40) },
    )
  })
})
