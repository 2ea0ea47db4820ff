import { joinTraits, type SaidTrait, type SaidTraits } from '../../engines/profiles/traits.ts'
import { getAll, inParallel, putNext, untilWon } from '../../ports/store/batches.ts'
import { keyText, type ProfileKey, profileKeys } from '../../ports/store/profile-keys.ts'
import type { ProfilesContext } from './context.ts'
import type { Incoming } from './incoming.ts'
import type { TraitsItem } from './items.ts'

/** Items that are written at the same time. */
const abreast = 8

/** DynamoDB takes 400 KB an item; a trait that no longer fits is not kept. */
const mostBytes = 300_000

/** Keeps the traits that identify events say of people, at the atoms of the events. */
export async function keepTraits(ctx: ProfilesContext, account: string, events: readonly Incoming[]): Promise<void> {
  const told = new Map<string, Told>()
  for (const { event, source, fact, atom } of events) {
    if (event.type !== 'identify' || !event.traits) continue
    const key = profileKeys.traits(account, atom)
    const before = told.get(keyText(key))?.traits ?? new Map()
    const traits = joinTraits(before, saidBy(event, source, fact.key))
    told.set(keyText(key), { key, traits })
  }
  await writeTraits(ctx, [...told.values()])
}

/** The traits of one event, each as it says it. */
export function saidBy(event: Incoming['event'], source: string, fact: string): Map<string, SaidTrait> {
  const stamp = { time: Date.parse(event.timestamp), message: event.messageId, source, fact }
  return new Map(Object.entries(event.traits ?? {}).map(([name, value]) => [name, { value, ...stamp }]))
}

/** Traits that somebody says, and the key of the item in which they belong. */
export interface Told {
  key: ProfileKey
  traits: SaidTraits
}

/** Joins traits into the items of these keys, each under the version that it was read at. */
export async function writeTraits(ctx: ProfilesContext, told: readonly Told[]): Promise<void> {
  let left = told
  await untilWon('traits', async () => {
    if (left.length === 0) return true
    const read = await getAll<TraitsItem>(
      ctx.profiles,
      left.map(({ key }) => key),
    )
    const items = new Map(read.map((item) => [keyText(item), item]))
    const lost: Told[] = []
    await inParallel(left, abreast, async (one) => {
      const item = items.get(keyText(one.key))
      const known = item ? unpackTraits(item) : new Map()
      const joined = joinTraits(known, one.traits)
      if (joined === known) return
      const traits = packTraits(joined)
      const written: TraitsItem = { ...one.key, version: (item?.version ?? 0) + 1, traits }
      if (!(await putNext(ctx.profiles, written))) lost.push(one)
    })
    left = lost
    return left.length === 0 || undefined
  })
}

type Row = [name: string, value: unknown, time: number, message: string, source: string, fact: string]

export const unpackTraits = ({ traits }: TraitsItem): Map<string, SaidTrait> =>
  new Map(
    (JSON.parse(traits) as Row[]).map(([name, value, time, message, source, fact]) => [
      name,
      { value, time, message, source, fact },
    ]),
  )

/** The traits that fit into an item, from A to Z. */
function packTraits(traits: SaidTraits): string {
  const sorted = [...traits].sort(([one], [other]) => (one < other ? -1 : 1))
  let bytes = 0
  const fitting = sorted
    .map(([name, { value, time, message, source, fact }]): Row => [name, value, time, message, source, fact])
    .filter((row) => {
      bytes += Buffer.byteLength(JSON.stringify(row)) + 1
      return bytes <= mostBytes
    })
  return JSON.stringify(fitting)
}
