import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  fullNamesDisagree,
  isOtherGeneration,
  namesAgree,
  namesContradict,
} from '../../../../shared/engines/identity/agreement.ts'
import { identifierKey, personKey } from '../../../../shared/engines/identity/key.ts'
import { NONE } from '../../../../shared/engines/identity/log.ts'
import { defaultRules, type Rules } from '../../../../shared/engines/identity/rules.ts'
import {
  idsOf,
  logOf,
  type PlainRecord,
  type Resolved,
  resolved as resolvedLog,
  uuidText,
} from '../../../support/identity-log.ts'
import { LOG_KINDS, randomLog } from '../../../support/random-log.ts'

const log = randomLog({ maxLength: 30, size: 'max' })
const rules: Rules = {
  ...defaultRules(LOG_KINDS),
  kinds: defaultRules(LOG_KINDS).kinds.map((rule) => ({ ...rule, limit: rule.kind === 'user_id' ? 1 : 2 })),
  sharedAbove: 2,
}

const inOrder = (records: readonly PlainRecord[]) =>
  [...records].sort((a, b) => a.time! - b.time! || a.object! - b.object! || a.row! - b.row!)

/**
 * The fold as one would tell it: people are plain sets of record, looked up by scanning everything, no components, no keys.
 * Returns the person's id per row, and what was dropped.
 */
function slowFold(records: readonly PlainRecord[]) {
  type Name = { first: string; last: string | null; generation: string | null }
  type Known = { id: string; names: Name[]; held: string[]; vouched: string[]; rows: number[] }
  let people: Known[] = []
  const shared = new Set<string>()
  const turnedAway: { text: string; row: number }[] = []
  const foundedOn: string[] = []
  const drops: string[] = []
  const lists = rules.names
  const kindOf = (text: string) => text.slice(0, text.indexOf(':'))
  const ruleOf = (text: string) => rules.kinds.find(({ kind }) => kind === kindOf(text))!
  const textsOf = ({ ids }: PlainRecord) =>
    rules.kinds.flatMap(({ kind }) => (ids[kind] ? [`${kind}:${ids[kind]}`] : []))
  const nameOf = ({ first, last = null, generation = null }: PlainRecord): Name | null =>
    first ? { first, last, generation } : null
  const isEqual = (a: Name, b: Name) => JSON.stringify(a) === JSON.stringify(b)
  const isSame = (a: Name, b: Name) => a.first === b.first && a.first.length > 1 && !isOtherGeneration(a, b)
  const agree = (a: Name, b: Name) => namesAgree(a, b, lists)
  const contradict = (a: Name, b: Name) => namesContradict(a, b, lists)
  const distinct = (names: Name[]) => names.filter((name, i) => names.findIndex((one) => isEqual(one, name)) === i)

  const having = (text: string) => inOrder(records).filter((record) => textsOf(record).includes(text))
  const namesBeside = (text: string) => distinct(having(text).flatMap((record) => nameOf(record) ?? []))
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
    const places = (of: (record: PlainRecord) => unknown) => new Set(having(text).map(of).filter(Boolean)).size
    return places(({ ids }) => ids.email) > rules.sharedAbove || places(({ address }) => address) > rules.sharedAbove
  }
  const allTexts = [...new Set(records.flatMap(textsOf))]
  const conflicting = new Set(allTexts.filter(conflicts))
  const ambiguous = allTexts.flatMap((text) =>
    namesBeside(text).flatMap((name) => (isAmbiguous(text, name) ? [`${text} ${JSON.stringify(name)}`] : [])),
  )

  const behind = (text: string) =>
    people.filter(
      (p) => p.held.includes(text) || turnedAway.some((away) => away.text === text && p.rows.includes(away.row)),
    )
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
  for (const record of inOrder(records)) {
    const { row } = record
    const name = nameOf(record)
    const all = textsOf(record).filter((text) => !conflicting.has(text))
    for (const text of textsOf(record)) if (conflicting.has(text)) drops.push(`${row} ${text} conflict`)
    const active = all.filter((text) => !shared.has(text))
    for (const text of all) if (shared.has(text)) drops.push(`${row} ${text} shared`)
    if (active.length === 0) continue
    const vouched = () =>
      active.some((text) => ruleOf(text).role === 'own') ? active.filter((text) => ruleOf(text).role === 'contact') : []
    let group: Known[] = []
    let refused = new Set<string>()
    const away: string[] = []
    for (;;) {
      group = []
      refused = new Set()
      for (const text of active) {
        for (const person of people.filter((p) => p.held.includes(text) && !group.includes(p))) {
          const may =
            isWelcome(name, person.names, text) &&
            mayMeet(
              group.flatMap((p) => p.names),
              person.names,
              !!name && name.first.length > 1,
            )
          if (ruleOf(text).namesMustAgree && !may) refused.add(text)
          else group.push(person)
        }
      }
      const known = new Set([...group.flatMap((p) => p.vouched), ...vouched()])
      const together = [...new Set([...group.flatMap((p) => p.held), ...active])].filter((text) => !known.has(text))
      const tooMany = rules.kinds.some(({ kind, limit }) => together.filter((t) => kindOf(t) === kind).length > limit)
      if (!tooMany || group.length === 0) break
      if (active.length === 1) {
        group = group.slice(0, 1)
        break
      }
      away.push(active.pop()!)
    }
    let person = people.filter((p) => group.includes(p))[0]
    if (!person) {
      const canonical = active.find((text) => !foundedOn.includes(text)) ?? active[0]!
      foundedOn.push(canonical)
      const { hi, lo } = identifierKey(kindOf(canonical), canonical.slice(canonical.indexOf(':') + 1))
      const key = personKey(hi, lo, foundedOn.filter((text) => text === canonical).length)
      person = { id: uuidText(key.hi, key.lo), names: [], held: [], vouched: [], rows: [] }
      people.push(person)
    }
    const merged = group.filter((p) => p !== person)
    for (const { names, held, vouched, rows } of merged) {
      for (const name of names) remember(person, name)
      person.held.push(...held)
      person.vouched.push(...vouched)
      person.rows.push(...rows)
    }
    people = people.filter((p) => !merged.includes(p))
    person.rows.push(row!)
    if (name) remember(person, name)
    person.held.push(...active)
    person.vouched.push(...vouched())
    for (const text of away) turnedAway.push({ text, row: row! })
    for (const text of [...active, ...away]) if (behind(text).length > rules.sharedAbove) shared.add(text)
    for (const text of away) drops.push(`${row} ${text} limit`)
    for (const text of refused) drops.push(`${row} ${text} names`)
  }
  const holds = people.map((p) =>
    [...new Set(p.held)].filter((text) => !shared.has(text)).map((text) => `${text} → ${p.id}`),
  )
  return {
    idOf: new Map(people.flatMap((p) => p.rows.map((row) => [row, p.id]))),
    drops,
    /** Decisions of the log as a whole. */
    decided: [...conflicting, ...ambiguous],
    holds: holds.flat().sort(),
    people,
  }
}

const resolved = (records: readonly PlainRecord[], made: Parameters<typeof logOf>[1] = {}) => {
  const told = logOf(records, made)
  return { ...resolvedLog(told, rules), ...told }
}
/** Row → id of its person. */
const rowsOf = (records: readonly PlainRecord[], resolution: Resolved) => {
  const ids = idsOf(resolution)
  return new Map(records.flatMap(({ row }, i) => (ids[i] ? [[row!, ids[i]] as const] : [])))
}
const byRow = (records: readonly PlainRecord[]) => rowsOf(records, resolved(records))
const sorted = (map: ReadonlyMap<number, string>) => [...map].sort(([a], [b]) => a - b)

describe('identity resolution', () => {
  test('finds the people, drops and identifiers that the slow, obvious fold finds', () => {
    fc.assert(
      fc.property(log, fc.boolean(), (records, shared) => {
        const expected = slowFold(records)
        const actual = resolved(records, { shared })
        expect(sorted(rowsOf(records, actual))).toEqual(sorted(expected.idOf))
        expect(actual.people).toBe(expected.people.length)
        for (const [reason, count] of Object.entries(actual.drops)) {
          expect({ reason, count: expected.drops.filter((drop) => drop.endsWith(reason)).length }).toEqual({
            reason,
            count,
          })
        }
        const found = Array.from(actual.identifiers.value, (value, i) => {
          const { kind, text } = actual.texts[value]!
          return `${kind}:${text} → ${actual.ids[actual.identifiers.person[i]!]}`
        })
        expect(found.sort()).toEqual(expected.holds)
      }),
      { numRuns: 900, seed: 11 },
    )
  })

  test('the logs have of everything: each reason to drop, and names that could be two people', () => {
    const met = new Map<string, number>()
    for (const records of fc.sample(log, { numRuns: 300, seed: 11 })) {
      const { drops, decided } = slowFold(records)
      const reasons = [
        ...drops.map((drop) => drop.split(' ').at(-1)!),
        ...decided.map((one) => (one.includes('{') ? 'ambiguous' : 'id')),
      ]
      for (const reason of new Set(reasons)) met.set(reason, (met.get(reason) ?? 0) + 1)
    }
    for (const reason of ['limit', 'shared', 'conflict', 'names', 'ambiguous', 'id']) {
      expect(met.get(reason) ?? 0, reason).toBeGreaterThan(10)
    }
  })

  test('does not depend on the arrangement of the input', () => {
    const shuffled = log.chain((records) =>
      fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })),
    )
    fc.assert(
      fc.property(shuffled, ([records, others]) => {
        expect(sorted(byRow(others))).toEqual(sorted(byRow(records)))
      }),
      { numRuns: 300, seed: 12 },
    )
  })

  test('gives the same bytes twice, and people in the order of their ids, each with its first record', () => {
    fc.assert(
      fc.property(log, (records) => {
        const { keysOf: _, log: one, ...first } = resolved(records)
        const { keysOf: __, log: ___, ...second } = resolved(records)
        expect(second).toEqual(first)
        expect(first.ids).toEqual([...new Set(first.ids)].sort())
        const earliest = first.ids.map((_, person) => one.order!.find((record) => first.person[record] === person))
        expect(Array.from(first.founder)).toEqual(earliest)
        expect(Array.from(one.order!, (record) => first.position[record])).toEqual([...one.order!.keys()])
      }),
      { numRuns: 200, seed: 13 },
    )
  })

  test('later records only merge, unless they show that an id or a name is more than one person: who was one stays one', () => {
    fc.assert(
      fc.property(log, fc.nat(24), (records, cut) => {
        const ordered = inOrder(records)
        const known = slowFold(ordered.slice(0, cut)).decided
        fc.pre(slowFold(ordered).decided.every((one) => known.includes(one)))
        const before = byRow(ordered.slice(0, cut))
        const after = byRow(ordered)
        for (const [row, id] of before) {
          for (const [other, otherId] of before) {
            if (id === otherId) expect(after.get(other)).toBe(after.get(row))
          }
        }
        // The oldest of those who merge keeps his id: an id that is still in use means the people it meant before.
        const inUse = new Set(after.values())
        for (const [row, id] of before) if (inUse.has(id)) expect(after.get(row)).toBe(id)
      }),
      { numRuns: 300, seed: 14 },
    )
  })

  test('never exceeds a limit, and gives no person without a usable identifier', () => {
    fc.assert(
      fc.property(log, (records) => {
        const { person, identifiers, texts, ids } = resolved(records)
        const { drops, people } = slowFold(records)
        const held = new Map<string, number>()
        for (const [i, value] of identifiers.value.entries()) {
          const { kind, text } = texts[value]!
          const { vouched } = people.find(({ id }) => id === ids[identifiers.person[i]!])!
          if (vouched.includes(`${kind}:${text}`)) continue
          const one = `${identifiers.person[i]} ${kind}`
          held.set(one, (held.get(one) ?? 0) + 1)
          expect(held.get(one)).toBeLessThanOrEqual(rules.kinds.find((rule) => rule.kind === kind)!.limit)
        }
        records.forEach(({ row, ids }, i) => {
          const usable = Object.entries(ids).filter(
            ([kind, text]) =>
              text && !['shared', 'conflict'].some((reason) => drops.includes(`${row} ${kind}:${text} ${reason}`)),
          )
          expect(person[i] === NONE).toBe(usable.length === 0)
        })
      }),
      { numRuns: 300, seed: 15 },
    )
  })
})
