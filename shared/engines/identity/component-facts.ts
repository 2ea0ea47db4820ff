import { windowBucket } from './fact.ts'
import type { FoldRules, Incoming } from './fold-input.ts'
import { type Further, type Log, NONE } from './log.ts'
import type { NamePairs } from './name-pairs.ts'

/** The facts that the records of one component say. */
export type Facts = {
  incoming: Incoming[]
  /** Per record the index of its fact. */
  factOf: number[]
  /** Per fact the earliest record that says it. */
  first: number[]
}

/** Reads facts out of a log. */
export class ComponentFacts {
  readonly #log: Log
  readonly #rules: FoldRules
  readonly #pairs: NamePairs
  readonly #columns: readonly { value: Uint32Array; further?: ReadonlyMap<number, number[]> }[]
  readonly #hasWindows: boolean

  /** @param priority indices of the log's columns, highest priority first */
  constructor(log: Log, priority: readonly number[], rules: FoldRules, pairs: NamePairs) {
    this.#log = log
    this.#rules = rules
    this.#pairs = pairs
    this.#columns = priority.map((column) => {
      const { value, further } = log.columns[column]!
      return { value, ...(further && { further: byRecord(further) }) }
    })
    this.#hasWindows = priority.some((_, kind) => rules.windowOf(kind) !== Infinity)
    if (this.#hasWindows && !log.time) throw new Error('a kind has a window, and the log has no times')
  }

  /** @param records of one component, in the fold's order */
  of(records: Uint32Array): Facts {
    const { names, time } = this.#log
    const facts: Facts = { incoming: [], factOf: [], first: [] }
    const known = new Map<string, number>()
    for (const record of records) {
      const said = names?.value[record] ?? NONE
      const name = this.#pairs.of(said)
      const address = said === NONE ? 0 : (names?.address?.[said] ?? 0)
      const values = this.#valuesOf(record)
      const at = this.#hasWindows ? Number(time![record]!) : 0
      const key = `${name},${address},${this.#hasWindows ? this.#bucketOf(values, at) : ''},${values}`
      let fact = known.get(key)
      if (fact === undefined) {
        fact = facts.incoming.push({ name, values, address, time: at }) - 1
        facts.first.push(record)
        known.set(key, fact)
      }
      facts.factOf.push(fact)
    }
    return facts
  }

  /** Those that count, each once, in the order of priority. */
  #valuesOf(record: number): number[] {
    const { equal } = this.#log
    const values: number[] = []
    for (const { value, further } of this.#columns) {
      const written = value[record]!
      if (written !== NONE && equal[written] !== NONE) values.push(equal[written]!)
      for (const more of further?.get(record) ?? []) {
        const one = equal[more]!
        if (one !== NONE && !values.includes(one)) values.push(one)
      }
    }
    return values
  }

  #bucketOf(values: readonly number[], time: number): number {
    const { kindOf, windowOf } = this.#rules
    return windowBucket(
      time,
      values.map((value) => windowOf(kindOf(value))),
    )
  }
}

/** By record its further values. */
function byRecord(further: Further): ReadonlyMap<number, number[]> {
  const known = new Map<number, number[]>()
  for (const [i, record] of further.record.entries()) {
    const values = known.get(record)
    if (values) values.push(further.value[i]!)
    else known.set(record, [further.value[i]!])
  }
  return known
}
