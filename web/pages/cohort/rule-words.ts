import type { CohortRule } from '../../api/types.ts'
import { tag } from '../../words/language.ts'
import { say } from '../../words/say.ts'
import { type Between, type Compared, type Place, type Recency, type Row, type Scalar, toDraft } from './draft.ts'

const numbers = new Intl.NumberFormat(tag, { maximumFractionDigits: 4 })
const any = new Intl.ListFormat(tag, { type: 'disjunction' })
const all = new Intl.ListFormat(tag, { type: 'conjunction' })

/** How traits are called, by name. */
export type Names = ReadonlyMap<string, string>

/** A cohort's rule as people say it: `orders: at least 3 times, last within 90 days; age is over 40`. */
export function ruleWords(rule: CohortRule, names: Names): string {
  const draft = toDraft(rule)
  if (!draft) return say('cohorts.rule-json')
  const { stream, rows } = draft
  const [must, choice] = [rows.filter((row) => !isOptional(row)), rows.filter(isOptional)]
  const ofEvents = must.filter(({ kind }) => kind !== 'trait' && kind !== 'place').map((row) => rowWords(row, names))
  const ofPeople = must.filter(({ kind }) => kind === 'trait' || kind === 'place').map((row) => rowWords(row, names))
  const events = stream
    ? say(ofEvents.length ? 'cohorts.rule-events' : 'cohorts.rule-any', { stream, which: all.format(ofEvents) })
    : undefined
  // Of the optional ones those about events are one choice, and those about people another.
  const choices = (['property', 'trait'] as const)
    .map((kind) => choice.filter((row) => row.kind === kind).map((row) => rowWords(row, names)))
    .filter(({ length }) => length)
    .map((some) => any.format(some))
  const parts = [...(events ? [events] : []), ...ofPeople, ...choices]
  return parts.length ? parts.join('; ') : say('cohorts.everybody')
}

const isOptional = (row: Row): boolean => (row.kind === 'trait' || row.kind === 'property') && row.optional

function rowWords(row: Row, names: Names): string {
  if (row.kind === 'count') return countWords(row)
  if (row.kind === 'value') return betweenWords('value', row)
  if (row.kind === 'recency') return recencyWords(row)
  if (row.kind === 'place') return placeWords(row)
  return comparedWords(row, names)
}

function countWords({ least, most }: Between): string {
  if (most === 0) return say('cohorts.count-never')
  if (least !== undefined && least === most) return say('cohorts.count-exactly', { count: least })
  return betweenWords('count', { least, most })
}

function betweenWords(kind: 'count' | 'value', { least, most }: Pick<Between, 'least' | 'most'>): string {
  if (least !== undefined && most !== undefined) {
    return say(`cohorts.${kind}-between`, { least: numbers.format(least), most: numbers.format(most) })
  }
  return least !== undefined
    ? say(`cohorts.${kind}-least`, { count: least })
    : say(`cohorts.${kind}-most`, { count: most ?? 0 })
}

function recencyWords({ occurrence, least, most }: Recency): string {
  if (least !== undefined && most !== undefined) return say(`cohorts.${occurrence}-between`, { least, most })
  if (most !== undefined) return say(`cohorts.${occurrence}-within`, { days: most })
  return say(`cohorts.${occurrence}-before`, { days: least ?? 0 })
}

function placeWords({ places, invert }: Place): string {
  const named = any.format(places.map((place) => place.replace(/^(state|city|postcode):/, '')))
  return say(invert ? 'cohorts.place-not' : 'cohorts.place-in', { places: named })
}

function comparedWords({ name, is, values }: Compared, names: Names): string {
  const trait = names.get(name) ?? name
  if (is === '_null') return say('cohorts.is_null', { trait })
  if (is === '_nnull') return say('cohorts.is_nnull', { trait })
  return say(`cohorts.is${is}`, { trait, value: any.format(values.map(scalar)) })
}

const scalar = (value: Scalar): string => {
  if (typeof value === 'boolean') return say(value ? 'cohorts.yes' : 'cohorts.no')
  return typeof value === 'number' ? numbers.format(value) : value
}
