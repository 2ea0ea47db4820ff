import { quoteName, quoteText } from '../../engines/sql/quote.ts'
import { inRows } from '../columns.ts'
import type { Duck } from '../duck.ts'
import type { CompiledDataset } from './compiled-dataset.ts'

/** Whose a stream's value is, where several rows are one event: the event's, once or on each row, or each row's. */
export type ValuePer = 'event' | 'line'

/** Counts of events of several rows by what their values say; those of several files add up in any order. */
export interface ValueEvidence {
  /** Rows, and the events that they are. */
  lines: number
  events: number
  /** Events with two different values: each row has its own. */
  differing: number
  /** Events whose rows all say one value, and the least and the greatest of these. */
  repeating: number
  least: number | null
  greatest: number | null
  /** Events of which one row has a value, and the others none. */
  single: number
}

/** How the value of an event is made of those of its rows, and why. */
export interface ValueDecision {
  value_per: ValuePer
  why: 'set' | 'multiplied' | 'differing' | 'repeating' | 'only_in_one_line' | 'undecided'
}

/** Per stream with an `event_key`, the evidence of one file's rows.parquet. */
export async function valueEvidence(
  db: Duck,
  plan: CompiledDataset,
  rows: string,
): Promise<Record<string, ValueEvidence> | undefined> {
  const found: [string, ValueEvidence][] = []
  for (const { name, number, key, properties } of plan.streams) {
    if (!key.length) continue
    const hasValue = properties.some((one) => one.name === 'value')
    const value = hasValue ? quoteName(inRows.property(number).of('value')) : 'NULL::DOUBLE'
    const [evidence] = await db.rows<ValueEvidence>(
      `SELECT coalesce(sum(lines), 0)::BIGINT AS lines, count(*) AS events,
         count(*) FILTER (lines > 1 AND distincts > 1) AS differing,
         count(*) FILTER (known > 1 AND distincts = 1) AS repeating,
         CAST(min(least) FILTER (known > 1 AND distincts = 1) AS DOUBLE) AS least,
         CAST(max(least) FILTER (known > 1 AND distincts = 1) AS DOUBLE) AS greatest,
         count(*) FILTER (lines > 1 AND known = 1) AS single
       FROM (SELECT count(*) AS lines, count(${value}) AS known, count(DISTINCT ${value}) AS distincts, min(${value}) AS least
         FROM read_parquet(${quoteText(rows)}) WHERE ${inRows.eventKey(number)} IS NOT NULL AND ${inRows.isEvent(number)}
         GROUP BY ${inRows.eventKey(number)})`,
    )
    found.push([name, evidence!])
  }
  return found.length ? Object.fromEntries(found) : undefined
}

/** The evidence of several files together. */
export function mergeValues(all: readonly ValueEvidence[]): ValueEvidence {
  const sum = (field: 'lines' | 'events' | 'differing' | 'repeating' | 'single') =>
    all.reduce((total, one) => total + one[field], 0)
  const some = (field: 'least' | 'greatest') => all.flatMap((one) => one[field] ?? [])
  return {
    ...{ lines: sum('lines'), events: sum('events'), differing: sum('differing'), repeating: sum('repeating') },
    least: some('least').length ? Math.min(...some('least')) : null,
    greatest: some('greatest').length ? Math.max(...some('greatest')) : null,
    single: sum('single'),
  }
}

/**
 * Decides over the whole column. Rows of one event that differ have each its value. A value that is the same in all
 * rows of an event, and another in another event, is the event's; one that is the same everywhere says nothing, and is
 * added up, as is a value of a row by its column.
 */
export function decideValue(
  evidence: ValueEvidence,
  { value_per, multiplied }: { value_per: ValuePer | undefined; multiplied: boolean },
): ValueDecision {
  if (value_per) return { value_per, why: 'set' }
  if (multiplied) return { value_per: 'line', why: 'multiplied' }
  const { differing, repeating, single, least, greatest } = evidence
  // One event in twenty may differ by mistake.
  if (differing > 0 && differing * 20 >= differing + repeating + single) return { value_per: 'line', why: 'differing' }
  if (repeating > 0 && least !== greatest) return { value_per: 'event', why: 'repeating' }
  if (single > 0 && repeating === 0) return { value_per: 'event', why: 'only_in_one_line' }
  return { value_per: 'line', why: 'undecided' }
}

/** An event of several rows as the public API tells it. */
export interface KeyedStream extends ValueDecision {
  stream_name: string
  /** Properties that are added up over the rows of an event. */
  quantities: string[]
  line_count: number
  event_count: number
}

/** Per stream with an `event_key`, how its events are made of rows. @param files by stream, of each file that was read */
export function keyedStreams(
  plan: CompiledDataset,
  files: readonly Readonly<Record<string, ValueEvidence>>[],
): KeyedStream[] {
  return plan.streams.flatMap(({ name, key, value_per, properties, quantities }): KeyedStream[] => {
    if (!key.length) return []
    const all = mergeValues(files.flatMap((file) => file[name] ?? []))
    const multiplied = properties.some((one) => one.name === 'value' && one.multiply_by !== undefined)
    const decided = decideValue(all, { value_per, multiplied })
    return [{ stream_name: name, ...decided, quantities, line_count: all.lines, event_count: all.events }]
  })
}
