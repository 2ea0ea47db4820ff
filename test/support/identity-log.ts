import { foldOrder, identifierKey, type Log, NONE, type Resolution, uuidText } from '../../shared/identity/index.ts'

/** One record as a person would write it down; identifiers in canonical form. */
export type PlainRecord = {
  time?: number
  object?: number
  row?: number
  first?: string | null
  last?: string | null
  ids: Record<string, string | null | undefined>
}

/** The columns that identity resolution reads, from plain records in any arrangement. */
export function logOf(records: readonly PlainRecord[]): Log {
  const names = [
    '',
    ...new Set(records.flatMap(({ first, last }) => [first, last]).filter((name) => !!name)),
  ] as string[]
  const numberOf = new Map(names.map((name, i) => [name, i]))
  const kinds = [...new Set(records.flatMap(({ ids }) => Object.keys(ids)))].sort().reverse()
  return {
    records: records.length,
    order: foldOrder({
      time: BigInt64Array.from(records, ({ time = 0 }) => BigInt(time)),
      object: Uint32Array.from(records, ({ object = 0 }) => object),
      row: Uint32Array.from(records, ({ row }, i) => row ?? i),
      set: new Uint8Array(records.length),
    }),
    names,
    firstName: Uint32Array.from(records, ({ first }) => numberOf.get(first ?? '')!),
    lastName: Uint32Array.from(records, ({ last }) => numberOf.get(last ?? '')!),
    identifiers: kinds.map((kind) => {
      const having = records.map(({ ids }, i) => ({ value: ids[kind], i })).filter(({ value }) => value != null)
      const keys = having.map(({ value }) => identifierKey(kind, value!))
      return {
        kind,
        record: Uint32Array.from(having, ({ i }) => i),
        keyHi: BigUint64Array.from(keys, ({ hi }) => hi),
        keyLo: BigUint64Array.from(keys, ({ lo }) => lo),
      }
    }),
  }
}

/** Per record the id of its person, or null. */
export const idsOf = ({ person, personHi, personLo }: Resolution): (string | null)[] =>
  Array.from(person, (p) => (p === NONE ? null : uuidText(personHi[p]!, personLo[p]!)))
