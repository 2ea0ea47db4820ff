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

/** The records of the components to fold, component by component: positions in order, and each one's values by priority. */
export function componentsWithValues(
  root: Uint32Array,
  toFold: Uint8Array,
  first: Uint32Array,
  columns: readonly RankedColumn[],
  position: Uint32Array | undefined,
): { positions: number[]; values: number[][] }[] {
  const components: { positions: number[]; values: number[][] }[] = []
  const componentOf = new Map<number, number>()
  const slot = new Uint32Array(root.length)
  const valuesOf: number[][] = []
  for (let p = 0; p < root.length; p++) {
    const at = root[p]!
    if (!toFold[at] || first[p] === NONE) continue
    const values: number[] = []
    slot[p] = valuesOf.push(values) - 1
    const known = componentOf.get(at)
    const component = known === undefined ? { positions: [], values: [] } : components[known]!
    if (known === undefined) componentOf.set(at, components.push(component) - 1)
    component.positions.push(p)
    component.values.push(values)
  }
  if (components.length === 0) return components
  for (const { column, values, offset } of columns) {
    const { record } = column
    for (let i = 0; i < record.length; i++) {
      const p = position ? position[record[i]!]! : record[i]!
      if (toFold[root[p]!]) valuesOf[slot[p]!]!.push(offset + values.code[i]!)
    }
  }
  return components
}
