import type { Encoder } from '../encode/encoder.ts'
import type { Effect } from './effect.ts'
import { inShort } from './in-short.ts'
import { type NamedFor, partsOf } from './name.ts'

/** A name, and the difference that it came from; absent where it came from none. */
export type Named = { name: string; named_for?: NamedFor }

export type Renamed = {
  before: Named
  now: Named
  /** The encoder that the earlier name was given under. */
  encoder: Encoder
  /** The differences that set the persona apart today. */
  salient: readonly Effect[]
  /** Whether names kept clear of protected traits, then and now. */
  avoided: { before: boolean; now: boolean }
}

/** Why a persona that stayed has another name, as sentences. */
export function whyRenamed({ before, now, encoder, salient, avoided }: Renamed): string {
  const was = before.named_for
  const plan = was && encoder.traits.find(({ name }) => name === was.trait)
  if (!plan) return "Their earlier name came from no difference, today's says what sets them apart now."
  const what = typeof was.value === 'string' ? `${plan.literate} "${inShort(was.value)}"` : plan.literate
  const named = `They were named for ${what}, ${was.direction} than elsewhere`
  if (avoided.now && !avoided.before && (plan.protected || isOf(now.named_for, was)))
    return `${named}: since then this account has chosen to name no persona by a protected trait.`
  if (isOf(now.named_for, was)) {
    if (partsOf(now.name).word === partsOf(before.name).word)
      return `${named}, and still are: the rest of the name follows whom these people mostly are today.`
    return `${named}, and still are: by today's figures another word says it.`
  }
  if (salient.some((effect) => isOf(effect, was)))
    return `${named}: this still sets them apart, but their name comes from another difference now.`
  return `${named}: this no longer sets them apart.`
}

const isOf = (one: NamedFor | undefined, other: NamedFor): boolean =>
  one?.trait === other.trait && one.direction === other.direction && one.value === other.value
