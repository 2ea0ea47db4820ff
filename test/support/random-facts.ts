import fc from 'fast-check'
import { type Fact, type Identifier, identifierText } from '../../shared/engines/identity/fact.ts'
import { defaultRules, type Rules } from '../../shared/engines/identity/rules.ts'
import type { PlainRecord } from './identity-log.ts'
import { LOG_KINDS, randomLog } from './random-log.ts'
import { type SlowRecord, slowName } from './slow-fold.ts'

export const standard = defaultRules(LOG_KINDS)
const rulesWith = (limit: number, more: Partial<Rules> = {}, window?: Record<string, number>): Rules => ({
  ...standard,
  kinds: standard.kinds.map((rule) => ({
    ...rule,
    limit: rule.kind === 'user_id' ? 1 : limit,
    window: window?.[rule.kind] ?? rule.window,
  })),
  ...more,
})
const tight = rulesWith(2, { sharedAbove: 2 })
/** Times of the logs are 0 to 6. */
const windowed = rulesWith(1, {}, { anonymous_id: 2, email: 3, phone: 4 })
const capped = rulesWith(5, { caps: { merges: 9, identifiers: 6 } })
const seldomMerged = rulesWith(5, { caps: { merges: 1, identifiers: 99 } })
export const allRules = { standard, tight, windowed, capped, seldomMerged }
export type RulesName = keyof typeof allRules
export const someRules = fc.constantFrom<RulesName>('standard', 'tight', 'windowed', 'capped', 'seldomMerged')

export const log = randomLog({ maxLength: 30, size: 'max' })

export const factOf = ({ time = 0, object = 0, row = 0, first, last, generation, ids }: PlainRecord): Fact => ({
  identifiers: Object.entries(ids).flatMap(([kind, value]) => (value ? [{ kind, value }] : [])),
  name: { first: first ?? null, last: last ?? null, generation: generation ?? null },
  time,
  tie: `${object}#${String(row).padStart(4, '0')}`,
})

export const slowFact = ({ identifiers, name, time, tie }: Fact, row: number): SlowRecord => ({
  row,
  time,
  tie,
  texts: identifiers.map(identifierText),
  name: slowName(name ?? {}),
  address: 0,
})

const TILL: Identifier = { kind: 'user_id', value: 'till' }

/**
 * Facts, some of which have a second e-mail or phone, and pairs of identifiers that somebody has parted. In some logs a shop's
 * till has one user_id for many people.
 */
export const facts = fc
  .tuple(
    log,
    fc.array(fc.nat(), { maxLength: 10 }),
    fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 2 }),
    fc.oneof(fc.constant([]), fc.array(fc.boolean(), { minLength: 20, maxLength: 40 })),
  )
  .map(([records, more, parted, atTill]) => {
    const plain = records.map(factOf).map((fact, i): Fact => {
      if (!atTill[i]) return fact
      return { ...fact, identifiers: [TILL, ...fact.identifiers.filter(({ kind }) => kind !== TILL.kind)] }
    })
    const all = plain.flatMap(({ identifiers }) => identifiers)
    const several = all.filter(({ kind }) => kind === 'email' || kind === 'phone')
    const facts = plain.map((fact, i): Fact => {
      const further = more[i] !== undefined && several[more[i] % several.length]
      return further ? { ...fact, identifiers: [...fact.identifiers, further] } : fact
    })
    const apart = parted.flatMap(([one, other]): [Identifier, Identifier][] => {
      const pair = [all[one % all.length], all[other % all.length]] as const
      return pair[0] && pair[1] && identifierText(pair[0]) !== identifierText(pair[1]) ? [[pair[0], pair[1]]] : []
    })
    return { facts, apart }
  })
