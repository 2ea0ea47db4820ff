import { pageOf } from '../../../engines/profiles/pages.ts'
import type { SaidTrait } from '../../../engines/profiles/traits.ts'
import type { Profile } from '../read-profile.ts'
import { readTraits } from '../read-traits.ts'
import { type Ask, cursorOf, pathOf, type Query, timeOf } from './ask.ts'

/** The traits of a profile, A to Z. */
export async function askTraits({ ctx, account }: Ask, profile: Profile, query: Query<'traits'>) {
  return shownTraits(await readTraits(ctx, account, profile), query, pathOf(account, profile, 'traits'))
}

/** A page of traits. No audience and no computed trait exists yet: traits are those that events say. */
export function shownTraits(
  traits: ReadonlyMap<string, SaidTrait>,
  { class: computed, include, limit, verbose, next: after }: Query<'traits'>,
  url: string,
) {
  const asked = computed ? [] : [...traits].filter(([name]) => !include || include.includes(name))
  const { things, next } = pageOf(asked, ([name]) => name, { limit, after })
  const shown = ({ value, source, time }: SaidTrait) =>
    verbose === 'true' ? { value, source_id: source, updated_at: timeOf(time) } : value
  // Not an assignment for each: a trait may be called __proto__.
  return {
    traits: Object.fromEntries(things.map(([name, said]) => [name, shown(said)])),
    cursor: cursorOf(url, limit, next),
  }
}
