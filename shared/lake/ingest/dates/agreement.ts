import { type CompiledDataset, namesOfColumn } from '../compiled-dataset.ts'
import { type DateEvidence, mergeEvidence } from './evidence.ts'
import type { FileDates } from './file-dates.ts'
import { agreedChoice, type DateChoice, dateChoice } from './reading.ts'

type Reported = Readonly<Record<string, FileDates>>

/** A column whose dates could be read with day and month the other way round, as the public API tells it. */
export interface AmbiguousDates {
  column_name: string
  read_as: 'month_first' | 'day_first'
  /** No cell of any file tells day from month, or some say this and others that. */
  why: 'undecided' | 'contradictory'
}

/**
 * How each file of a dataset is to be read where that differs from how its own cells alone would have it read: by
 * column, empty for most. Pure; the order of files does not matter.
 * @param uploadYear of the newest file
 */
export function agreedChoices(
  plan: CompiledDataset,
  files: readonly Reported[],
  uploadYear: number,
): Record<string, DateChoice>[] {
  const ofAll = new Map(
    [...together(files)].map(([column, { evidence }]) => [
      column,
      dateChoice(evidence, namesOfColumn(plan, column), uploadYear),
    ]),
  )
  return files.map((file) => {
    const changed = Object.entries(file).flatMap(([column, { evidence, choice }]) => {
      const agreed = agreedChoice(evidence, choice, ofAll.get(column)!)
      const isOther =
        (partsOf(evidence) > 0 && agreed.dayFirst !== choice.dayFirst) ||
        (evidence.shortYears.length > 0 && agreed.ahead !== choice.ahead)
      return isOther ? [[column, agreed] as const] : []
    })
    return Object.fromEntries(changed)
  })
}

/** Columns that were read without a declared format, and that no cell, or a contradiction of cells, tells how to read. */
export function ambiguousDates(plan: CompiledDataset, files: readonly Reported[]): AmbiguousDates[] {
  return [...together(files)].flatMap(([column, { evidence, open }]): AmbiguousDates[] => {
    const { dayFirst, monthFirst } = evidence
    if (!open || !partsOf(evidence) || dayFirst > 0 !== monthFirst > 0) return []
    const choice = dateChoice(evidence, [], 0)
    return [
      {
        column_name: plan.joined.find(({ name }) => name === column)?.columns.join(' + ') ?? column,
        read_as: choice.dayFirst ? 'day_first' : 'month_first',
        why: dayFirst ? 'contradictory' : 'undecided',
      },
    ]
  })
}

/** By column that writes day and month as numbers, whether the day comes first. */
export const dayFirstColumns = (files: readonly Reported[]): Map<string, boolean> =>
  new Map(
    [...together(files)]
      .filter(([, { evidence }]) => partsOf(evidence))
      .map(([column, { evidence }]) => [column, dateChoice(evidence, [], 0).dayFirst]),
  )

const partsOf = ({ dayFirst, monthFirst, either }: DateEvidence): number => dayFirst + monthFirst + either

/** By column, in the order of their names. */
function together(files: readonly Reported[]): Map<string, { evidence: DateEvidence; open: boolean }> {
  const columns = [...new Set(files.flatMap((file) => Object.keys(file)))].sort()
  return new Map(
    columns.map((column) => {
      const those = files.flatMap((file) => file[column] ?? [])
      return [
        column,
        { evidence: mergeEvidence(those.map(({ evidence }) => evidence)), open: those.some(({ open }) => open) },
      ]
    }),
  )
}
