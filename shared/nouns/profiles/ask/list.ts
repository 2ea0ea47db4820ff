import { type Identifier, identifierText } from '../../../engines/identity/fact.ts'
import { personIdOf, segmentId } from '../../../engines/profiles/segment-id.ts'
import { profileKeys } from '../../../ports/store/profile-keys.ts'
import { queryRange } from '../../../ports/store/ranges.ts'
import { findComponents } from '../find-components.ts'
import { withBase } from '../read-base.ts'
import { resolveComponent } from '../read-profile.ts'
import type { IdentitySettings } from '../read-settings.ts'
import { badCursor } from '../refusal.ts'
import { type Ask, cursorOf, pathOfList, type Query } from './ask.ts'

/** Rows of people are in 16 partitions, by the first digit of the id. */
const partitions = [...'0123456789abcdef']

/**
 * All people of an account, in the order of their ids: those whom events have made, of whom there are rows, and those whom the
 * last build knew. A row says that there was a person of this id; whether there still is one, its component says.
 */
export async function askList(
  { ctx, account }: Ask,
  settings: IdentitySettings,
  { limit, next: given }: Query<'list'>,
) {
  // Callers begin with 0.
  const after = given === undefined || given === '0' ? '' : personIdOf(given)
  if (after === undefined) throw badCursor()
  const people = await withBase(ctx.profiles, account, ctx.now, async (base) => {
    const found: string[] = []
    let rows: Row[] = []
    const look = async () => {
      found.push(...(await standing(ctx, account, settings, rows)))
      rows = []
    }
    for await (const row of merged(ofEvents(ctx, account, after), base?.peopleAfter(ctx.profiles, after))) {
      rows.push(row)
      if (rows.length + found.length <= limit) continue
      await look()
      if (found.length > limit) return found
    }
    await look()
    return found
  })
  const next = people.length > limit ? segmentId(people[limit - 1]!) : undefined
  return {
    data: people.slice(0, limit).map((id) => ({ segment_id: segmentId(id) })),
    cursor: cursorOf(pathOfList(account), limit, next),
  }
}

/** A person and an identifier of the person's component. */
interface Row {
  id: string
  identifier: Identifier
}

const rowsAtOnce = 101

/** The people of whom events have made rows, behind an id, by id. */
async function* ofEvents(ctx: Ask['ctx'], account: string, after: string): AsyncGenerator<Row> {
  for (const digit of partitions) {
    if (digit < (after[0] ?? '')) continue
    const { pk } = profileKeys.person(account, digit)
    let from = digit === after[0] ? `${after} ` : digit
    for (let isLast = false; !isLast; ) {
      const limits = { limit: rowsAtOnce, backwards: false }
      const page = await queryRange<Identifier>(ctx.profiles, { pk, from, to: '~' }, limits)
      for (const { sk, item } of page.items) yield { id: sk, identifier: { kind: item.kind, value: item.value } }
      isLast = page.isLast
      from = `${page.items.at(-1)?.sk} `
    }
  }
}

/** Two lists in the order of ids as one; who is in both comes once. */
async function* merged(one: AsyncGenerator<Row>, other?: AsyncGenerator<Row>): AsyncGenerator<Row> {
  let [left, right] = [await one.next(), await other?.next()]
  while (!left.done || (right && !right.done)) {
    const [l, r] = [left.done ? undefined : left.value, right?.done ? undefined : right?.value]
    const isLeft = l !== undefined && (r === undefined || l.id <= r.id)
    yield (isLeft ? l : r)!
    const both = l?.id === r?.id
    if (isLeft || both) left = await one.next()
    if (!isLeft || both) right = await other!.next()
  }
}

/** Of the people of rows those that there are today. */
async function standing(
  ctx: Ask['ctx'],
  account: string,
  settings: IdentitySettings,
  rows: readonly Row[],
): Promise<string[]> {
  if (rows.length === 0) return []
  const identifiers = [...new Map(rows.map(({ identifier }) => [identifierText(identifier), identifier])).values()]
  const found = await findComponents(ctx, account, identifiers)
  const ids = new Set<string>()
  // One component of a large household is resolved once, not once for each of its people.
  const components = new Map(found.flatMap((one) => (one ? [[one.facts[0]!.key, one] as const] : [])))
  for (const one of components.values()) {
    for (const { id } of resolveComponent(one, settings).resolved.people) ids.add(id)
  }
  return rows.map(({ id }) => id).filter((id) => ids.has(id))
}
