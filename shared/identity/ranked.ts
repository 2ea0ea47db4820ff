import type { Values } from './components.ts'
import { type IdentifierColumn, type Log, NONE } from './log.ts'
import type { Rules } from './rules.ts'

/** A column with its rule and its values; they are numbered through all columns, and `offset` is this one's first. */
export type RankedColumn = {
  column: IdentifierColumn
  limit: number
  namesMustAgree: boolean
  values: Values
  offset: number
}

/** The columns in the order of the rules' priorities. */
export function byPriority(log: Log, rules: Rules): IdentifierColumn[] {
  const rank = new Map(rules.kinds.map(({ kind }, i) => [kind, i]))
  const kinds = log.identifiers.map(({ kind }) => kind)
  for (const kind of kinds) if (!rank.has(kind)) throw new Error(`no identity rule for the kind "${kind}"`)
  if (new Set(kinds).size < kinds.length) throw new Error(`two columns of one kind: ${kinds.join(', ')}`)
  for (const { kind, limit } of rules.kinds) if (!(limit >= 1)) throw new Error(`the limit of "${kind}" is ${limit}`)
  return [...log.identifiers].sort((a, b) => rank.get(a.kind)! - rank.get(b.kind)!)
}

export function withRules(
  columns: readonly IdentifierColumn[],
  values: readonly Values[],
  rules: Rules,
): RankedColumn[] {
  let offset = 0
  return columns.map((column, k) => {
    const { limit, namesMustAgree } = rules.kinds.find((rule) => rule.kind === column.kind)!
    const ranked = { column, limit, namesMustAgree, values: values[k]!, offset }
    offset += ranked.values.sample.length
    return ranked
  })
}

/** Per position the record's value of the highest priority; NONE without any. */
export function firstValues(records: number, columns: readonly RankedColumn[], position: Uint32Array | undefined) {
  const first = new Uint32Array(records).fill(NONE)
  for (const { column, values, offset } of columns) {
    const { record } = column
    for (let i = 0; i < record.length; i++) {
      const p = position ? position[record[i]!]! : record[i]!
      if (first[p] === NONE) first[p] = offset + values.code[i]!
    }
  }
  return first
}

/**
 * The components to fold, one after another: the positions of their records in order, and each one's values by priority.
 * All of them together stand in flat arrays, so that a huge component costs 4 bytes an identifier and 12 a record here.
 */
export function* componentsWithValues(
  root: Uint32Array,
  toFold: Uint8Array,
  columns: readonly RankedColumn[],
  position: Uint32Array | undefined,
): Generator<{ positions: number[]; values: number[][] }> {
  if (!toFold.includes(1)) return
  const start = new Uint32Array(root.length + 1)
  const eachFolded = (visit: (p: number, value: number) => void) => {
    for (const { column, values, offset } of columns) {
      const { record } = column
      for (let i = 0; i < record.length; i++) {
        const p = position ? position[record[i]!]! : record[i]!
        if (toFold[root[p]!]) visit(p, offset + values.code[i]!)
      }
    }
  }
  eachFolded((p) => start[p + 1]!++)
  for (let p = 0; p < root.length; p++) start[p + 1]! += start[p]!
  const flat = new Uint32Array(start[root.length]!)
  const filled = start.slice(0, root.length)
  eachFolded((p, value) => {
    flat[filled[p]!++] = value
  })
  // Each record's successor in its component; the last one of each is found at its root.
  const next = new Uint32Array(root.length).fill(NONE)
  const last = filled
  for (let p = 0; p < root.length; p++) {
    const at = root[p]!
    if (!toFold[at]) continue
    if (p !== at) next[last[at]!] = p
    last[at] = p
  }
  for (let at = 0; at < root.length; at++) {
    if (root[at] !== at || !toFold[at]) continue
    const positions: number[] = []
    const values: number[][] = []
    for (let p = at; p !== NONE; p = next[p]!) {
      positions.push(p)
      const own: number[] = []
      for (let i = start[p]!; i < start[p + 1]!; i++) own.push(flat[i]!)
      values.push(own)
    }
    yield { positions, values }
  }
}
