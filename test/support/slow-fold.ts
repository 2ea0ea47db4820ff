import {
  fullNamesDisagree,
  isOtherGeneration,
  namesAgree,
  namesContradict,
} from '../../shared/engines/identity/agreement.ts'
import { identifierKey, personKey } from '../../shared/engines/identity/key.ts'
import type { Rules } from '../../shared/engines/identity/rules.ts'
import { type PlainRecord, uuidText } from './identity-log.ts'

type Name = { first: string; last: string | null; generation: string | null }

/** A record as the slow fold reads it: identifiers are texts, `kind:value`. */
export interface SlowRecord {
  row: number
  /** Milliseconds since 1970. */
  time: number
  tie: string
  texts: string[]
  name: Name | null
  address: number
}

export const slowName = ({ first, last, generation }: Partial<Record<keyof Name, string | null>>): Name | null =>
  first ? { first, last: last ?? null, generation: generation ?? null } : null

/** Times of plain records are in microseconds. */
export const slowRecord = (record: PlainRecord): SlowRecord => ({
  row: record.row!,
  time: record.time! / 1000,
  tie: `${record.object} ${String(record.row).padStart(6, '0')}`,
  texts: Object.entries(record.ids).flatMap(([kind, text]) => (text ? [`${kind}:${text}`] : [])),
  name: slowName(record),
  address: record.first ? 0 : (record.address ?? 0),
})

const kindOf = (text: string) => text.slice(0, text.indexOf(':'))

/**
 * The fold as one would tell it: people are plain sets of rows, looked up by scanning everything, no components, no keys.
 *
 * @param apart pairs of texts, the first of which leaves the second
 * @returns the person's id per row, and all that was dropped: by row the text and the reason
 */
export function slowFold(records: readonly SlowRecord[], rules: Rules, apart: readonly [string, string][] = []) {
  type Known = {
    id: string
    names: Name[]
    held: { text: string; since: number }[]
    vouched: string[]
    rows: number[]
    merges: number
  }
  let people: Known[] = []
  const shared = new Set<string>()
  const turnedAway: { text: string; row: number }[] = []
  const foundedOn: string[] = []
  const drops: string[] = []
  const merges: string[] = []
  const lists = rules.names
  const ruleOf = (text: string) => rules.kinds.find(({ kind }) => kind === kindOf(text))!
  const windowOf = (text: string) => {
    const { window } = ruleOf(text)
    return window === 'ever' ? Infinity : window
  }
  const ranked = ({ texts }: SlowRecord) => [
    ...new Set(rules.kinds.flatMap(({ kind }) => texts.filter((text) => kindOf(text) === kind))),
  ]
  const isEqual = (a: Name, b: Name) => JSON.stringify(a) === JSON.stringify(b)
  const isSame = (a: Name, b: Name) => a.first === b.first && a.first.length > 1 && !isOtherGeneration(a, b)
  const agree = (a: Name, b: Name) => namesAgree(a, b, lists)
  const contradict = (a: Name, b: Name) => namesContradict(a, b, lists)
  const distinct = (names: Name[]) => names.filter((name, i) => names.findIndex((one) => isEqual(one, name)) === i)
  const holds = ({ held }: Known, text: string) => held.some((one) => one.text === text)
  const textsOf = ({ held }: Known) => [...new Set(held.map(({ text }) => text))]

  const inOrder = [...records].sort((a, b) => a.time - b.time || (a.tie < b.tie ? -1 : 1))
  const allTexts = [...new Set(inOrder.flatMap(ranked))]

  // Records that say the same are one fact.
  const saying = (record: SlowRecord) => {
    const windows = ranked(record).map((text) => windowOf(text))
    const bucket = Math.floor(record.time / Math.min(...windows))
    return JSON.stringify([ranked(record), record.name, record.address, bucket])
  }
  const firstSaying = new Map<string, SlowRecord>()
  for (const record of inOrder) if (!firstSaying.has(saying(record))) firstSaying.set(saying(record), record)
  const facts = [...firstSaying.values()]
  const factOf = new Map(inOrder.map((record) => [record.row, firstSaying.get(saying(record))!.row]))

  const having = (text: string) => facts.filter((fact) => fact.texts.includes(text))
  const namesBeside = (text: string) => distinct(having(text).flatMap(({ name }) => name ?? []))
  const isAmbiguous = (text: string, name: Name) => {
    const like = namesBeside(text).filter((one) => !isEqual(one, name) && agree(one, name) && !isSame(one, name))
    return like.some((a) => like.some((b) => contradict(a, b)))
  }
  const conflicts = (text: string) => {
    if (ruleOf(text).role === 'contact') return false
    const names = namesBeside(text)
    const strange = (a: Name, b: Name) => fullNamesDisagree(a, b, lists)
    const three = names.some((a) =>
      names.some((b) => names.some((c) => strange(a, b) && strange(b, c) && strange(a, c))),
    )
    const crowd: Name[] = []
    for (const name of names) if (!crowd.some((one) => agree(one, name))) crowd.push(name)
    if (names.length > 0) return three || crowd.length > rules.sharedAbove
    const places = (of: (fact: SlowRecord) => unknown[]) => new Set(having(text).flatMap(of).filter(Boolean)).size
    const mails = places(({ texts }) => texts.filter((one) => kindOf(one) === 'email'))
    return mails > rules.sharedAbove || places(({ address }) => [address]) > rules.sharedAbove
  }
  const conflicting = new Set(allTexts.filter(conflicts))
  const ambiguous = allTexts.flatMap((text) =>
    namesBeside(text).flatMap((name) => (isAmbiguous(text, name) ? [`${text} ${JSON.stringify(name)}`] : [])),
  )

  const behind = (text: string) =>
    people.filter((p) => holds(p, text) || turnedAway.some((away) => away.text === text && p.rows.includes(away.row)))
  const remember = ({ names }: Known, name: Name) => {
    if (!names.some((one) => isEqual(one, name)) && names.length < 16) names.push(name)
  }
  const isWelcome = (name: Name | null, names: Name[], text: string) => {
    if (!name || names.length === 0 || names.some((one) => isEqual(one, name))) return true
    if (names.some((one) => isOtherGeneration(one, name))) return false
    if (names.some((one) => isSame(one, name))) return true
    const unclear = names.some((one) => contradict(one, name)) || isAmbiguous(text, name)
    return !unclear && names.some((one) => agree(one, name) && !isAmbiguous(text, one))
  }
  const mayMeet = (some: Name[], others: Name[], isFull: boolean) => {
    if (some.length === 0 || others.length === 0) return true
    if (some.some((a) => others.some((b) => contradict(a, b)))) return false
    return isFull || some.some((a) => others.some((b) => agree(a, b)))
  }
  for (const fact of facts) {
    const { row, name, time } = fact
    const all = ranked(fact).filter((text) => !conflicting.has(text))
    for (const text of ranked(fact)) if (conflicting.has(text)) drops.push(`${row} ${text} conflict`)
    let active = all.filter((text) => !shared.has(text))
    for (const text of all) if (shared.has(text)) drops.push(`${row} ${text} shared`)
    if (active.length === 0) continue
    const vouched = () =>
      active.some((text) => ruleOf(text).role === 'own') ? active.filter((text) => ruleOf(text).role === 'contact') : []
    let group: Known[] = []
    let refused = new Set<string>()
    const away: string[] = []
    /** The texts that cannot stay, and why. */
    const trouble = (): [string[], string] | undefined => {
      const together = [...new Set([...group.flatMap(textsOf), ...active])]
      for (const [leaves, left] of apart) {
        if (!together.includes(leaves) || !together.includes(left)) continue
        if (!active.includes(leaves)) return [active.slice(-1), 'apart']
        const ways = active.filter((text) => text === left || group.some((p) => holds(p, text) && holds(p, left)))
        return [ways.some((text) => kindOf(text) === 'user_id') ? [leaves] : ways, 'apart']
      }
      const isNew = group.length > 1 || active.some((text) => group.some((p) => !holds(p, text)))
      if (!isNew) return undefined
      const excused = [...group.flatMap((p) => p.vouched), ...vouched()]
      const counting = (text: string) => {
        const since = group.flatMap((p) => p.held).flatMap((one) => (one.text === text ? [one.since] : []))
        return since.length === 0 || Math.min(...since) > time - windowOf(text)
      }
      for (const { kind, limit } of rules.kinds) {
        const own = together.filter((text) => kindOf(text) === kind && !excused.includes(text) && counting(text))
        if (own.length > limit) return [active.slice(-1), 'limit']
      }
      const merged = group.reduce((sum, p) => sum + p.merges, group.length - 1)
      if (merged > rules.caps.merges) return [active.slice(1), 'merge_cap']
      if (together.length > rules.caps.identifiers) return [active.slice(1), 'identifier_cap']
      return undefined
    }
    for (;;) {
      group = []
      refused = new Set()
      for (const text of active) {
        for (const person of people.filter((p) => holds(p, text) && !group.includes(p))) {
          const met = group.flatMap((p) => p.names)
          const may = isWelcome(name, person.names, text) && mayMeet(met, person.names, !!name && name.first.length > 1)
          if (ruleOf(text).namesMustAgree && !may) refused.add(text)
          else group.push(person)
        }
      }
      const bad = trouble()
      if (!bad) break
      if (active.length === 1) {
        group = group.slice(0, 1)
        break
      }
      const [texts, reason] = bad
      active = active.filter((text) => !texts.includes(text))
      if (reason === 'limit') away.push(...texts)
      for (const text of texts) drops.push(`${row} ${text} ${reason}`)
    }
    let person = people.filter((p) => group.includes(p))[0]
    if (!person) {
      const canonical = active.find((text) => !foundedOn.includes(text)) ?? active[0]!
      foundedOn.push(canonical)
      const { hi, lo } = identifierKey(kindOf(canonical), canonical.slice(canonical.indexOf(':') + 1))
      const key = personKey(hi, lo, foundedOn.filter((text) => text === canonical).length)
      person = { id: uuidText(key.hi, key.lo), names: [], held: [], vouched: [], rows: [], merges: 0 }
      people.push(person)
    }
    const merged = group.filter((p) => p !== person)
    for (const { id, names, held, vouched, rows, merges: before } of merged) {
      for (const name of names) remember(person, name)
      person.held.push(...held)
      person.vouched.push(...vouched)
      person.rows.push(...rows)
      person.merges += before + 1
      merges.push(`${row} ${id} → ${person.id}`)
    }
    people = people.filter((p) => !merged.includes(p))
    person.rows.push(row)
    if (name) remember(person, name)
    person.held.push(...active.map((text) => ({ text, since: time })))
    person.vouched.push(...vouched())
    for (const text of away) turnedAway.push({ text, row })
    for (const text of all) if (behind(text).length > rules.sharedAbove) shared.add(text)
    for (const text of refused) drops.push(`${row} ${text} names`)
  }
  const personOf = new Map(people.flatMap((p) => p.rows.map((row) => [row, p] as const)))
  return {
    idOf: new Map(
      inOrder.flatMap(({ row }) => {
        const id = personOf.get(factOf.get(row)!)?.id
        return id ? [[row, id] as const] : []
      }),
    ),
    factOf,
    drops,
    merges,
    /** Decisions of the log as a whole. */
    decided: [...conflicting, ...ambiguous],
    holds: people.flatMap((p) => textsOf(p).flatMap((text) => (shared.has(text) ? [] : [`${text} → ${p.id}`]))).sort(),
    people: people.map((p) => ({ ...p, held: textsOf(p), since: p.held })),
  }
}
