import { quoteText } from '../../engines/sql/quote.ts'
import { saysNothingSql } from './formats.ts'

/** Collects what a row must be read for, and writes the expression that says in a sentence what could not be read. */
export class RowChecks {
  #unread: string[] = []
  #sentences: string[] = []
  #known = new Set<string>()

  /** @param sentence SQL of what is said where `unread` holds */
  add(unread: string, sentence: string): void {
    this.#unread.push(`(${unread})`)
    this.#sentences.push(`CASE WHEN ${unread} THEN ${sentence} END`)
  }

  /**
   * A cell that says something must have a value.
   * @param what said before the cell
   * @param failing SQL of what is said behind it
   */
  mustRead(cell: string, value: string, what: string, failing: string): void {
    if (this.#known.has(cell + value)) return
    this.#known.add(cell + value)
    // Nested, so that the words are only compared where a value could not be read.
    this.add(
      `${value} IS NULL AND ${cell} IS NOT NULL`,
      `CASE WHEN NOT ${saysNothingSql(cell)}
      THEN ${quoteText(`${what}"`)} || ${shownSql(cell)} || '" ' || ${failing} END`,
    )
  }

  /** NULL of a row that is read; undefined where nothing is checked. */
  problemSql(): string | undefined {
    if (!this.#sentences.length) return undefined
    return `CASE WHEN ${this.#unread.join(' OR ')} THEN coalesce(${[...this.#sentences, 'NULL::VARCHAR'].join(', ')}) END`
  }
}

/** A cell in a sentence. */
export const shownSql = (cell: string): string =>
  `CASE WHEN length(${cell}) > 100 THEN left(${cell}, 100) || '…' ELSE ${cell} END`
