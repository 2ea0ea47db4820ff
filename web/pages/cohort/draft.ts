import type { CohortRule } from '../../api/types.ts'

/** The comparisons that a row offers, as the API names them. */
export const comparisons = [
  '_eq',
  '_neq',
  '_gt',
  '_gte',
  '_lt',
  '_lte',
  '_in',
  '_nin',
  '_matches',
  '_null',
  '_nnull',
] as const
export type Comparison = (typeof comparisons)[number]
export type Scalar = string | number | boolean

/** A comparison of one trait or property with values; texts as they are typed. */
export type Compared = (Of<'trait'> | Of<'property'>) & {
  name: string
  is: Comparison
  values: Scalar[]
  /** Any of the rows that say so is enough. */
  optional: boolean
}

/** Two bounds, both included; undefined: no bound. */
export interface Bounded {
  least: number | undefined
  most: number | undefined
}

/** A number of events, or a sum of their values. */
export type Between = (Of<'count'> | Of<'value'>) & Bounded

/** When the first or the last event was, in days before now. */
export interface Recency extends Bounded {
  kind: 'recency'
  occurrence: 'first' | 'last'
}

interface Of<Kind> {
  kind: Kind
}

export interface Place {
  kind: 'place'
  /** `state:NY`; several are any of them. */
  places: string[]
  invert: boolean
}

export type Row = Between | Recency | Compared | Place

/** A rule as rows that read as sentences; all must hold, but of the optional ones any. */
export interface Draft {
  name: string
  stream: string
  rows: Row[]
}

/** The rule that a draft says. Rows that say nothing yet are left out, and rows about events where no stream is chosen. */
export function toRule({ name, stream, rows }: Draft): CohortRule {
  const of = <K extends Row['kind']>(...kinds: K[]) =>
    rows.filter((row): row is Extract<Row, { kind: K }> => (kinds as string[]).includes(row.kind))
  const [count] = of('count') as Between[]
  const [value] = of('value') as Between[]
  const [recency] = of('recency')
  const properties = of('property').flatMap(conditionOf)
  const traits = of('trait').flatMap(conditionOf)
  const places = of('place').flatMap((row) =>
    row.places.map((place_id) => ({ place_id, ...(row.invert && { invert: true }) })),
  )
  return {
    ...(name && { name }),
    ...(stream && {
      stream_name: stream,
      ...(count && bounds('min_count', 'max_count', count)),
      ...(value && bounds('min_value', 'max_value', value)),
      ...(recency &&
        isSaid(recency) && { recency: { occurrence: recency.occurrence, ...bounds('min_days', 'max_days', recency) } }),
      ...(properties.length && {
        stream_conditions: properties.map(({ name: property, ...rest }) => ({ property, ...rest })),
      }),
    }),
    ...(traits.length && { traits }),
    ...(places.length && { place_conditions: places }),
  } as CohortRule
}

const isSaid = ({ least, most }: Bounded): boolean => least !== undefined || most !== undefined

const bounds = (
  low: string,
  high: string,
  { least, most }: { least: number | undefined; most: number | undefined },
) => ({
  ...(least !== undefined && { [low]: least }),
  ...(most !== undefined && { [high]: most }),
})

function conditionOf({ name, is, values, optional }: Compared) {
  const several = is === '_in' || is === '_nin'
  const none = is === '_null' || is === '_nnull'
  if (!name || (!none && !values.length) || values[0] === '') return []
  return [{ name, [is]: none ? true : several ? values : values[0]!, ...(optional && { optional: true }) }]
}

/**
 * The draft of a rule; undefined of a rule that rows can't say: a condition with several comparisons of which any is enough,
 * or with an empty list. Other conditions with several are rows beside each other.
 */
export function toDraft(rule: CohortRule): Draft | undefined {
  const rows: Row[] = []
  const { stream_name, min_count, max_count, min_value, max_value, recency } = rule
  if (given(min_count) || given(max_count)) rows.push({ kind: 'count', least: min_count, most: max_count })
  if (given(min_value) || given(max_value)) rows.push({ kind: 'value', least: min_value, most: max_value })
  if (recency) {
    rows.push({ kind: 'recency', occurrence: recency.occurrence, least: recency.min_days, most: recency.max_days })
  }
  const conditions = [
    ...(rule.stream_conditions ?? []).map(({ property, ...rest }) => ({
      kind: 'property' as const,
      name: property,
      ...rest,
    })),
    ...(rule.traits ?? []).map((one) => ({ kind: 'trait' as const, ...one })),
  ]
  for (const condition of conditions) {
    const { kind, name, optional = false } = condition
    const said = comparisons.filter((is) => condition[is] !== undefined)
    if (said.length > 1 && (optional || condition._null)) return undefined
    for (const is of said) {
      const asked = condition[is] as Scalar | Scalar[]
      const values = Array.isArray(asked) ? asked : [asked]
      if (is !== '_null' && is !== '_nnull') {
        if (!values.length || values[0] === '') return undefined
        rows.push({ kind, name, is, values, optional })
      } else if (asked) rows.push({ kind, name, is, values: [], optional })
      // To say that it is not unknown is to say that it is known; to say that it is not known says nothing.
      else if (is === '_null') rows.push({ kind, name, is: '_nnull', values: [], optional })
    }
  }
  for (const invert of [false, true]) {
    const places = (rule.place_conditions ?? []).filter((one) => (one.invert ?? false) === invert)
    if (places.length) rows.push({ kind: 'place', places: places.map(({ place_id }) => place_id), invert })
  }
  return { name: rule.name ?? '', stream: stream_name ?? '', rows }
}

const given = (value: number | null | undefined): value is number => value !== undefined && value !== null
