import { type Identifier, identifierText } from '../../engines/identity/fact.ts'
import { externalId } from '../../lake/columns.ts'
import type { Resource } from '../../model/resource.ts'
import { pageOfEvents } from '../profiles/page-of-events.ts'
import type { Profile } from '../profiles/read-profile.ts'
import { openPerson, type PersonAsk, sourceOf, withLake } from './context.ts'
import { type Found, lakeIdOf } from './find-person.ts'
import { addressOf, nameOf } from './names.ts'
import { cohortsOf, personasOfPerson } from './personas-of.ts'
import { shownIdentifiers } from './search.ts'
import { traitsOf } from './traits-of.ts'

const timeOf = (ms: unknown): string | null =>
  ms === null || ms === undefined || !Number.isFinite(Number(ms)) ? null : new Date(Number(ms)).toISOString()

/** Everything that is known of a person, from both halves. */
export async function readPerson(ask: PersonAsk, found: Found) {
  const { id, profile, row } = found
  const lakeId = lakeIdOf(found)
  const built = lakeId ? await withLake(ask, (db, scratch) => readBuilt(db, ask, lakeId, scratch)) : undefined
  const seen = profile ? await lastSaid(ask, profile) : new Map<string, number>()
  const isFile = profile ? profile.facts.some(({ traits }) => traits) : row !== undefined
  const isEvent = profile?.facts.some(({ traits }) => !traits) ?? false
  const times = [row?.last_seen, ...seen.values()].flatMap((one) =>
    one === null || one === undefined ? [] : Number(one),
  )
  const people = ask.all.find((one): one is Resource<'people'> => one.type === 'people')
  return {
    id,
    name: nameOf(row, profile),
    address: addressOf(row),
    known_from: [...(isFile ? ['files'] : []), ...(isEvent ? ['events'] : [])],
    first_seen: timeOf(row?.first_seen ?? profile?.facts[0]?.time),
    last_seen: times.length ? timeOf(Math.max(...times)) : null,
    built_at: people?.last_updated_output_at ?? null,
    identifiers: profile ? identifiersOf(ask, profile, seen) : (built?.identifiers ?? []),
    traits: await traitsOf(ask, profile, built?.traits),
    cohorts: lakeId ? await cohortsOf(ask, lakeId) : [],
    personas: lakeId ? await personasOfPerson(ask, lakeId) : [],
  }
}

/** The facts of the last build next to the person's row: identifiers without provenance, and the last known traits. */
async function readBuilt(db: Parameters<typeof openPerson>[0], ask: PersonAsk, id: string, scratch: string) {
  await openPerson(db, ask, id, ['identifiers', 'traits'], scratch)
  const said = await db.rows<{ kind: string; value: string }>('SELECT kind, "value" FROM identifiers ORDER BY ALL')
  const identifiers = shownIdentifiers(
    said.map(({ kind, value }) => ({ kind: externalId.nameOf(kind) ?? kind, value })),
  )
  const types = await db.rows<{ column_name: string; column_type: string }>('DESCRIBE traits')
  const dates = new Set(types.filter((one) => /^(TIMESTAMP|DATE)/.test(one.column_type)).map((one) => one.column_name))
  const [row = {}] = await db.rows('SELECT * FROM traits')
  const traits = Object.entries(row).map(([name, value]) => [name, dates.has(name) ? timeOf(value) : value] as const)
  return {
    identifiers: identifiers.map((one) => ({ ...one, ...sourceOf(ask, undefined), first_seen: null, last_seen: null })),
    traits: Object.fromEntries(traits),
  }
}

/** By identifier the last moment at which something new was said with it, or at which an event of 14 days has it. */
async function lastSaid(ask: PersonAsk, profile: Profile): Promise<Map<string, number>> {
  const last = new Map<string, number>()
  const say = (identifiers: readonly Identifier[], time: number) => {
    for (const one of identifiers.map(identifierText)) last.set(one, Math.max(time, last.get(one) ?? time))
  }
  for (const { identifiers, time } of profile.facts) say(identifiers, time)
  const { events } = await pageOfEvents(ask.live, ask.ctx.account_id, profile, { limit: 200, sort: 'desc' })
  const facts = new Map(profile.facts.map((fact) => [fact.key, fact]))
  for (const { item, time } of events) say(facts.get(item.fact)?.identifiers ?? [], time)
  return last
}

function identifiersOf(ask: PersonAsk, profile: Profile, seen: ReadonlyMap<string, number>) {
  return shownIdentifiers(profile.identifiers).map((one) => {
    const text = identifierText({ kind: one.type, value: one.id })
    const first = [...profile.facts, ...profile.component.facts].find(({ identifiers }) =>
      identifiers.some((each) => identifierText(each) === text),
    )
    return {
      ...one,
      ...sourceOf(ask, first?.source),
      first_seen: timeOf(first?.time),
      last_seen: timeOf(seen.get(text) ?? first?.time),
    }
  })
}
