import { EqualValues } from '../../shared/engines/identity/equal-values.ts'
import { foldOrder } from '../../shared/engines/identity/fold-order.ts'
import { identifierKey } from '../../shared/engines/identity/key.ts'
import { type Log, NONE } from '../../shared/engines/identity/log.ts'
import { numberById } from '../../shared/engines/identity/number-by-id.ts'
import { type Resolution, resolveIdentities } from '../../shared/engines/identity/resolve.ts'
import type { Rules } from '../../shared/engines/identity/rules.ts'
import { GENERATIONS } from '../../shared/engines/identity/spelling.ts'

/** One record as a person would write it down; identifiers in canonical form. */
export type PlainRecord = {
  /** Microseconds since 1970. */
  time?: number
  object?: number
  row?: number
  first?: string | null
  last?: string | null
  /** One of GENERATIONS. */
  generation?: string | null
  /** Number of a postal address, from 1 on: it counts of records without a first name only. */
  address?: number
  ids: Record<string, string | null | undefined>
}

/** A log, and what its numbers stand for. */
export type PlainLog = {
  log: Log
  /** Per value its kind and text. */
  texts: { kind: string; text: string }[]
  /** The keys of values, four words each. */
  keysOf: (values: Uint32Array) => Uint32Array
}

/**
 * The input of identity resolution, from plain records in any arrangement. Names stand in the values of `name_address`,
 * where there are any, as they do in the lake. Unless values are `shared`, every record has others.
 */
export function logOf(records: readonly PlainRecord[], { shared = false } = {}): PlainLog {
  const kinds = [...new Set(records.flatMap(({ ids }) => Object.keys(ids)))].sort().reverse()
  const texts: PlainLog['texts'] = []
  const known = new Map<string, number>()
  const told = (kind: string, text: string, name = '') => {
    const whole = `${kind}:${text}:${name}`
    const value = (shared && known.get(whole)) || texts.push({ kind, text }) - 1
    known.set(whole, value)
    return value
  }
  // Nobody has this one.
  told('email', 'nobody')
  const nameOfRecord = ({ first, last, generation, address }: PlainRecord) =>
    first || last || address ? `${first} ${last} ${generation} ${address}` : ''
  const columns = kinds.map((kind) => ({
    kind,
    value: Uint32Array.from(records, (record) => {
      const text = record.ids[kind]
      return text == null ? NONE : told(kind, text, kind === 'name_address' ? nameOfRecord(record) : '')
    }),
  }))
  const addressed = columns.find(({ kind }) => kind === 'name_address')?.value
  const named = records.map((record, i) => {
    if (addressed && addressed[i] !== NONE) return addressed[i]!
    return nameOfRecord(record) ? told('', '', nameOfRecord(record)) : NONE
  })
  const keysOf = (values: Uint32Array) => {
    const halves = Array.from(values, (value) => identifierKey(texts[value]!.kind, texts[value]!.text))
    return new Uint32Array(BigUint64Array.from(halves.flatMap(({ hi, lo }) => [hi, lo])).buffer)
  }
  const equals = new EqualValues(texts.length)
  for (const [k, { value }] of columns.entries()) {
    const present = Uint32Array.from(new Set(value)).filter((one) => one !== NONE)
    equals.add(k, present, keysOf(present))
  }
  const names = [
    '',
    ...new Set(records.flatMap(({ first, last }) => [first, last]).filter((name) => !!name)),
  ] as string[]
  const nameOf = (part: 'first' | 'last') => {
    const of = new Uint32Array(texts.length)
    records.forEach((record, i) => {
      if (named[i] !== NONE) of[named[i]!] = names.indexOf(record[part] || '')
    })
    return of
  }
  const numberOf = <T extends Uint8Array | Uint32Array>(of: T, number: (record: PlainRecord) => number): T => {
    records.forEach((record, i) => {
      if (named[i] !== NONE) of[named[i]!] = number(record)
    })
    return of
  }
  const time = BigInt64Array.from(records, ({ time = 0 }) => BigInt(time))
  const log: Log = {
    records: records.length,
    time,
    order: foldOrder({
      time,
      ties: {
        object: Uint32Array.from(records, ({ object = 0 }) => object),
        row: Uint32Array.from(records, ({ row }, i) => row ?? i),
        set: new Uint8Array(records.length),
      },
    }),
    columns,
    equal: equals.equal,
    kindOf: equals.kindOf,
    names: {
      value: Uint32Array.from(named),
      first: nameOf('first'),
      last: nameOf('last'),
      generation: numberOf(new Uint8Array(texts.length), ({ generation }) => GENERATIONS.indexOf(generation ?? '') + 1),
      address: numberOf(new Uint32Array(texts.length), ({ first, address }) => (first ? 0 : (address ?? 0))),
      texts: names,
    },
  }
  return { log, texts, keysOf }
}

/** `xxxxxxxx-xxxx-8xxx-…`, as DuckDB writes a UUID. */
export function uuidText(hi: bigint, lo: bigint): string {
  const hex = hi.toString(16).padStart(16, '0') + lo.toString(16).padStart(16, '0')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** A resolution whose people are numbered by their ids, and these. */
export type Resolved = Resolution & { ids: string[] }

export function resolved({ log, keysOf }: PlainLog, rules: Rules): Resolved {
  const resolution = resolveIdentities(log, rules)
  const words = numberById(resolution, keysOf(resolution.canonical))
  const halves = new BigUint64Array(words.buffer)
  const ids = Array.from({ length: resolution.people }, (_, i) =>
    uuidText(halves[2 * i + 1]! ^ 0x8000_0000_0000_0000n, halves[2 * i]!),
  )
  return { ...resolution, ids }
}

/** Per record the id of its person, or null. */
export const idsOf = ({ person, ids }: Resolved): (string | null)[] =>
  Array.from(person, (p) => (p === NONE ? null : ids[p]!))
