import { type Fact, type Identifier, identifierText, type Parted } from './fact.ts'
import { type Log, NONE } from './log.ts'
import { GENERATIONS } from './spelling.ts'

/** A log, and which identifier each of its values is. Values behind these are names. */
export interface LogOfFacts {
  log: Log
  identifiers: readonly Identifier[]
}

/**
 * The log of these facts: a record each, numbered as the facts are.
 *
 * @param facts in the fold's order
 */
export function logOfFacts(facts: readonly Fact[], apart: readonly Parted[] = []): LogOfFacts {
  const kinds = [...new Set(facts.flatMap(({ identifiers }) => identifiers.map(({ kind }) => kind)))]
  const columns = kinds.map((kind) => ({
    kind,
    value: new Uint32Array(facts.length).fill(NONE),
    further: { record: [] as number[], value: [] as number[] },
  }))
  const identifiers: Identifier[] = []
  const known = new Map<string, number>()
  for (const [record, fact] of facts.entries()) {
    for (const one of fact.identifiers) {
      const text = identifierText(one)
      const value = known.get(text) ?? identifiers.push(one) - 1
      known.set(text, value)
      const { value: first, further } = columns[kinds.indexOf(one.kind)]!
      if (first[record] === NONE) first[record] = value
      else if (first[record] !== value) {
        further.record.push(record)
        further.value.push(value)
      }
    }
  }
  const names = namesOf(facts, identifiers.length)
  const numbersOf = (pair: Parted) => pair.flatMap((one) => known.get(identifierText(one)) ?? [])
  return {
    log: {
      records: facts.length,
      columns,
      equal: Uint32Array.from(names.first, (_, value) => (value < identifiers.length ? value : NONE)),
      // Anybody can send ids of any kinds to a source: 256 kinds are soon reached.
      kindOf: Uint16Array.from(names.first, (_, value) => Math.max(0, kinds.indexOf(identifiers[value]?.kind ?? ''))),
      names,
      // An identifier that no fact has is apart as it is.
      apart: apart.flatMap((pair) => {
        const [leaves, left] = numbersOf(pair)
        return leaves === undefined || left === undefined || leaves === left ? [] : [[leaves, left] as const]
      }),
      time: BigInt64Array.from(facts, ({ time }) => BigInt(Math.round(1000 * time))),
    },
    identifiers,
  }
}

/** Names are values, too, from `from` on. */
function namesOf(facts: readonly Fact[], from: number): NonNullable<Log['names']> {
  const texts = ['']
  const numbers = new Map([['', 0]])
  const numberOf = (text: string | null): number => {
    const number = numbers.get(text ?? '') ?? texts.push(text!) - 1
    numbers.set(texts[number]!, number)
    return number
  }
  const value = new Uint32Array(facts.length).fill(NONE)
  const known = new Map<string, number>()
  const rows: [first: number, last: number, generation: number][] = []
  for (const [record, { name }] of facts.entries()) {
    if (!name?.first) continue
    const row = [numberOf(name.first), numberOf(name.last), GENERATIONS.indexOf(name.generation ?? '') + 1] as const
    const at = known.get(row.join()) ?? rows.push([...row]) - 1
    known.set(row.join(), at)
    value[record] = from + at
  }
  const part = <T extends Uint8Array | Uint32Array>(of: T, index: 0 | 1 | 2): T => {
    for (const [at, row] of rows.entries()) of[from + at] = row[index]
    return of
  }
  const size = from + rows.length
  return {
    value,
    first: part(new Uint32Array(size), 0),
    last: part(new Uint32Array(size), 1),
    generation: part(new Uint8Array(size), 2),
    texts,
  }
}
