import { byStamp } from '../../engines/identity/fact.ts'
import type { Row } from '../../lake/duck.ts'
import { ofType } from '../../model/resource.ts'
import { getAll } from '../../ports/store/batches.ts'
import { profileKeys } from '../../ports/store/profile-keys.ts'
import type { TraitsItem } from '../profiles/items.ts'
import { unpackTraits } from '../profiles/keep-traits.ts'
import type { Profile } from '../profiles/read-profile.ts'
import { atomsOf, readTraits } from '../profiles/read-traits.ts'
import { literate } from '../traits/literate.ts'
import { type PersonAsk, sourceOf } from './context.ts'

/** A value of a trait that somebody said. */
interface Said {
  value: unknown
  source: string
  /** Milliseconds since 1970. */
  time: number
}

const mostEarlier = 5

/**
 * The traits of a person from A to Z, each with who said it and when, and the values that no longer count.
 *
 * @param row the person's row of the lake: traits that only the last build knows have no provenance
 */
export async function traitsOf(ask: PersonAsk, profile: Profile | undefined, row: Row | undefined) {
  const { account_id } = ask.ctx
  const current = profile ? await readTraits(ask.live, account_id, profile) : new Map<string, Said>()
  const all = profile ? await everythingSaid(ask, profile) : new Map<string, Said[]>()
  const built = Object.entries(row ?? {}).filter(([name, value]) => name !== 'person_id' && value !== null)
  const literates = new Map(ofType(ask.all, 'traits').map(({ config }) => [config.name, config.literate]))
  const names = [...new Set([...current.keys(), ...built.map(([name]) => name)])].sort()
  const values = new Map(built)
  return names.map((name) => {
    const now = current.get(name)
    const earlier = (all.get(name) ?? []).filter((one) => !now || !isSame(one, now))
    return {
      name,
      literate: literates.get(name) ?? literate(name),
      ...(now ? shown(ask, now) : { value: values.get(name) ?? null, ...sourceOf(ask, undefined), said_at: null }),
      earlier: earlier.slice(0, mostEarlier).map((one) => shown(ask, one)),
    }
  })
}

const shown = (ask: PersonAsk, { value, source, time }: Said) => ({
  value,
  ...sourceOf(ask, source),
  said_at: new Date(time).toISOString(),
})

/** The value that counts, or the same one said before. */
const isSame = (one: Said, other: Said): boolean =>
  JSON.stringify(one.value) === JSON.stringify(other.value) && one.time <= other.time

/** By name all values that files and events say of the person, as far as they are kept; the latest first. */
async function everythingSaid(ask: PersonAsk, profile: Profile): Promise<Map<string, Said[]>> {
  const told: [name: string, said: Said][] = []
  for (const { source, traits } of profile.facts) {
    for (const [name, [value, time]] of Object.entries(traits ?? {})) told.push([name, { value, source, time }])
  }
  const own = new Set(profile.facts.map(({ key }) => key))
  const keys = atomsOf(profile).map((atom) => profileKeys.traits(ask.ctx.account_id, atom))
  for (const item of await getAll<TraitsItem>(ask.live.profiles, keys)) {
    for (const [name, said] of unpackTraits(item)) if (own.has(said.fact)) told.push([name, said])
  }
  const distinct = new Map(told.map(([name, said]) => [JSON.stringify([name, said.value, said.time]), { name, said }]))
  const sorted = [...distinct.values()].sort((one, other) =>
    byStamp({ time: other.said.time, tie: '' }, { time: one.said.time, tie: '' }),
  )
  const byName = Map.groupBy(sorted, ({ name }) => name)
  return new Map([...byName].map(([name, said]) => [name, said.map((one) => one.said)]))
}
