import type { DecimalMark } from '../../../engines/amounts/amount.ts'
import type { CompiledDataset } from '../compiled-dataset.ts'
import type { FileLook } from './file-looks.ts'
import { type Look, mergeLooks, toldMark, typeOf } from './look.ts'

type Reported = Readonly<Record<string, FileLook>>

/** A column of numbers that could be read with another decimal mark, as the public API tells it. */
export interface AmbiguousNumbers {
  column_name: string
  decimal_mark: DecimalMark
  /** No cell of any file tells the mark, or some say this and others that. */
  why: 'undecided' | 'contradictory'
}

/**
 * How each file of a dataset is to be read where that differs from how its own cells alone would have it read: by
 * column, empty for most. A column that is text in one file is text in all, letter by letter; a file whose cells tell no
 * decimal mark takes that of the others. Pure; the order of files does not matter.
 */
export function agreedLooks(files: readonly Reported[]): Record<string, Look>[] {
  const ofAll = together(files)
  return files.map((file) => {
    const changed = Object.entries(file).flatMap(([column, { evidence, typed }]) => {
      const all = ofAll.get(column)!.evidence
      const own = typeOf(evidence)
      const type = typeOf(all)
      const own_mark = toldMark(evidence) ?? '.'
      const mark = toldMark(evidence) ?? toldMark(all) ?? '.'
      const isOther = (typed && type.type !== own.type) || (evidence.open > 0 && mark !== own_mark)
      return isOther ? [[column, { ...type, mark }] as const] : []
    })
    return Object.fromEntries(changed)
  })
}

/** By column of amounts, the decimal mark that its cells or the configuration say. */
export const decimalMarks = (plan: CompiledDataset, files: readonly Reported[]): Map<string, DecimalMark> =>
  new Map(
    [...together(files)].flatMap(([column, { evidence }]) => {
      const mark = plan.marks.get(column) ?? toldMark(evidence)
      return mark ? [[column, mark] as const] : []
    }),
  )

/** Columns whose decimal mark no cell tells, or a contradiction of cells; none whose configuration says it. */
export function ambiguousNumbers(plan: CompiledDataset, files: readonly Reported[]): AmbiguousNumbers[] {
  return [...together(files)].flatMap(([column, { evidence, typed }]): AmbiguousNumbers[] => {
    const { points, commas, open } = evidence
    if (plan.marks.has(column) || !open || points > 0 !== commas > 0) return []
    if (typed && typeOf(evidence).type !== 'number') return []
    const why = points > 0 ? 'contradictory' : 'undecided'
    return [{ column_name: column, decimal_mark: toldMark(evidence) ?? '.', why }]
  })
}

/** By column, in the order of their names. */
function together(files: readonly Reported[]): Map<string, FileLook> {
  const columns = [...new Set(files.flatMap((file) => Object.keys(file)))].sort()
  return new Map(
    columns.map((column) => {
      const those = files.flatMap((file) => file[column] ?? [])
      const evidence = mergeLooks(those.map((one) => one.evidence))
      return [column, { evidence, typed: those.every(({ typed }) => typed) }]
    }),
  )
}
