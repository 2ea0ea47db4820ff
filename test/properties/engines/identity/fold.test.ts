import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NONE } from '../../../../shared/engines/identity/log.ts'
import { defaultRules, type Rules } from '../../../../shared/engines/identity/rules.ts'
import {
  idsOf,
  logOf,
  type PlainRecord,
  type Resolved,
  resolved as resolvedLog,
} from '../../../support/identity-log.ts'
import { LOG_KINDS, randomLog } from '../../../support/random-log.ts'
import { slowFold as slowFoldOf, slowRecord } from '../../../support/slow-fold.ts'

const log = randomLog({ maxLength: 30, size: 'max' })
const rules: Rules = {
  ...defaultRules(LOG_KINDS),
  kinds: defaultRules(LOG_KINDS).kinds.map((rule) => ({ ...rule, limit: rule.kind === 'user_id' ? 1 : 2 })),
  sharedAbove: 2,
}

const inOrder = (records: readonly PlainRecord[]) =>
  [...records].sort((a, b) => a.time! - b.time! || a.object! - b.object! || a.row! - b.row!)

const slowFold = (records: readonly PlainRecord[]) => slowFoldOf(records.map(slowRecord), rules)

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
      { numRuns: 600, seed: 11 },
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
        const { drops, people, factOf } = slowFold(records)
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
              text &&
              !['shared', 'conflict'].some((reason) => drops.includes(`${factOf.get(row!)} ${kind}:${text} ${reason}`)),
          )
          expect(person[i] === NONE).toBe(usable.length === 0)
        })
      }),
      { numRuns: 300, seed: 15 },
    )
  })
})
