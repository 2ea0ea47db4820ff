import { setTimeout as wait } from 'node:timers/promises'
import { joinTraits, type SaidTrait, type SaidTraits } from '../../engines/profiles/traits.ts'
import { getAll, inParallel, putNext } from '../../ports/store/batches.ts'
import { keyText, type ProfileKey, profileKeys } from '../../ports/store/profile-keys.ts'
import type { ProfilesContext } from './context.ts'
import type { Incoming } from './incoming.ts'
import type { TraitsItem } from './items.ts'

const abreast = 8
const tries = 12

/** DynamoDB takes 400 KB an item; a trait that no longer fits is not kept. */
const mostBytes = 300_000

/** Keeps the traits that identify events say of people, at the atoms of the events. */
export async function keepTraits(ctx: ProfilesContext, account: string, events: readonly Incoming[]): Promise<void> {
  const told = new Map<string, { key: ProfileKey; traits: SaidTraits }>()
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

/** Joins traits into the items of these keys, each under the version that it was read at. */
export async function writeTraits(
  ctx: ProfilesContext,
  told: readonly { key: ProfileKey; traits: SaidTraits }[],
): Promise<void> {
  let left = told
  for (let attempt = 1; left.length > 0; attempt++) {
    const items = new Map(
      (
        await getAll<TraitsItem>(
          ctx.profiles,
          left.map(({ key }) => key),
        )
      ).map((item) => [keyText(item), item]),
    )
    const lost: typeof told = []
    await inParallel(left, abreast, async (one) => {
      const item = items.get(keyText(one.key))
      const known = item ? unpackTraits(item) : new Map()
      const joined = joinTraits(known, one.traits)
      if (joined === known) return
      const traits = packTraits(joined)
      const written: TraitsItem = { ...one.key, version: (item?.version ?? 0) + 1, traits }
      if (!(await putNext(ctx.profiles, written))) (lost as (typeof told)[number][]).push(one)
    })
    left = lost
    if (left.length === 0) return
    if (attempt === tries) throw new Error('traits changed twelve times while they were written')
    await wait(5 * 2 ** Math.min(attempt - 1, 8) * (1 + Math.random()))
  }
}

export const unpackTraits = ({ traits }: TraitsItem): Map<string, SaidTrait> =>
  new Map(
    Object.entries(traits).map(([name, [value, time, message, source, fact]]) => [
      name,
      { value, time, message, source, fact },
    ]),
  )

/** The traits that fit into an item, in the order in which they were first said. */
function packTraits(traits: SaidTraits): TraitsItem['traits'] {
  const packed: TraitsItem['traits'] = {}
  let bytes = 0
  for (const [name, { value, time, message, source, fact }] of traits) {
    const row: TraitsItem['traits'][string] = [value, time, message, source, fact]
    bytes += Buffer.byteLength(name) + Buffer.byteLength(JSON.stringify(row))
    if (bytes > mostBytes) continue
    packed[name] = row
  }
  return packed
}
