import { amountOf, type DecimalMark, markOf, numeralOf } from '../../../engines/amounts/amount.ts'

/** The type of the cells of one column. */
export interface ColumnType {
  type: 'text' | 'number' | 'boolean' | 'date'
  whole?: boolean
}

/** How a column is read: as what, and with which decimal mark where its cells leave that open. */
export interface Look extends ColumnType {
  mark: DecimalMark
}

/** Counts of the cells of one column, so that those of several files add up in any order. */
export interface LookEvidence {
  /** Cells with something in them. */
  filled: number
  numbers: number
  whole: number
  /** Figures that are no number: postcodes, cards, phones, article numbers. */
  codes: number
  booleans: number
  dates: number
  /** Numbers that can be read only with a point (a comma) before their decimals, and those that can be read both ways. */
  points: number
  commas: number
  open: number
}

export const noLook = (): LookEvidence => ({
  ...{ filled: 0, numbers: 0, whole: 0, codes: 0, booleans: 0, dates: 0 },
  ...{ points: 0, commas: 0, open: 0 },
})

const FIELDS = Object.keys(noLook()) as (keyof LookEvidence)[]

/** The evidence of several files together. */
export function mergeLooks(all: readonly LookEvidence[]): LookEvidence {
  const merged = noLook()
  for (const one of all) for (const field of FIELDS) merged[field] += one[field]
  return merged
}

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i
const OPEN = /^[-+]?[1-9]\d{0,2}\.\d{3}$/
const DIGITS = /^\d+$/
/** A number would lose the zero of 02134, the plus of a phone, digits of a card, and make a power of the article 12E4. */
const CODE = /^(0\d+|\+\d{7,}|\d{16,}|\d+e\d+)$/i

/** Adds what a cell says, if it is a number; gives whether it is. @param cell trimmed, not blank */
export function seeNumber(evidence: LookEvidence, cell: string, count = 1): boolean {
  if (NUMBER.test(cell)) {
    evidence.numbers += count
    if (/^-?\d+$/.test(cell)) evidence.whole += count
    if (CODE.test(cell)) evidence.codes += count
    else if (OPEN.test(cell)) evidence.open += count
    else if (cell.includes('.') && !/e/i.test(cell)) evidence.points += count
    return true
  }
  const amount = amountOf(cell)
  if (!amount || numeralOf(amount.figures, '.') === undefined) return false
  evidence.numbers += count
  if (DIGITS.test(amount.figures) && CODE.test(amount.figures)) evidence.codes += count
  const mark = markOf(amount.figures)
  if (mark === 'open') evidence.open += count
  else if (mark) evidence[mark === '.' ? 'points' : 'commas'] += count
  return true
}

/** The type of a column by its evidence: one only where all cells are of it. */
export function typeOf(evidence: LookEvidence): ColumnType {
  const { filled, numbers, whole, codes, booleans, dates } = evidence
  if (filled === 0) return { type: 'text' }
  if (numbers === filled && codes === 0) return { type: 'number', whole: whole === filled }
  if (booleans === filled) return { type: 'boolean' }
  return { type: dates === filled ? 'date' : 'text' }
}

/** The decimal mark that cells tell; undefined where none does. Of contradicting ones the more frequent, else the point. */
export function toldMark({ points, commas }: LookEvidence): DecimalMark | undefined {
  if (points === 0 && commas === 0) return undefined
  return commas > points ? ',' : '.'
}
