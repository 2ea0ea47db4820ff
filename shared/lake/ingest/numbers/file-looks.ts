import { FIGURES } from '../../../engines/amounts/amount.ts'
import { quoteText } from '../../../engines/sql/quote.ts'
import type { Duck } from '../../duck.ts'
import type { ColumnProfile } from '../column-profile.ts'
import type { NumberSql } from '../file-sql.ts'
import { type LookEvidence, toldMark } from './look.ts'

/** One file's report of a column, so that the files of a dataset can agree on what it is. */
export interface FileLook {
  evidence: LookEvidence
  /** Whether its cells are read as what they look like; else only the decimal mark matters. */
  typed: boolean
}

/** Distinct texts of a column with a mark that the sample does not hold: so many are looked at. */
const MOST_SEEN = 1000
const OPEN_CELL = `[^0-9.,]*${FIGURES.open}[^0-9.,]*`

/**
 * Looks at the cells that no sample saw, of columns of numbers: for codes, which begin with a zero, and for marks where the
 * sample left open what they are. Gives whether the file must be read again.
 */
export async function learnLooks(db: Duck, columns: readonly NumberSql[], profile: ColumnProfile): Promise<boolean> {
  let isNew = false
  for (const { place, select, typed } of columns) {
    const evidence = profile.look(place)
    const before = JSON.stringify([profile.type(place).type, profile.mark(place)])
    if (typed) {
      const [found] = await db.rows<{ n: number }>(
        `SELECT count(*) AS n FROM (${select}) WHERE starts_with(cell, '0') AND regexp_matches(cell, '^0[0-9]+$')`,
      )
      evidence.codes += found!.n
    }
    if (toldMark(evidence) === undefined) {
      const isOpen = `regexp_full_match(cell, ${quoteText(OPEN_CELL)})`
      const marked = `(SELECT cell FROM (${select}) WHERE contains(cell, '.') OR contains(cell, ','))`
      const cells = await db.rows<{ cell: string; n: number }>(
        `SELECT cell, count(*) AS n FROM ${marked} WHERE NOT ${isOpen} GROUP BY cell ORDER BY n DESC, cell LIMIT ${MOST_SEEN}`,
      )
      for (const { cell, n } of cells) profile.seeMark(place, cell, n)
      const [open] = await db.rows<{ n: number }>(`SELECT count(*) AS n FROM ${marked} WHERE ${isOpen}`)
      evidence.open = open!.n
    }
    isNew ||= before !== JSON.stringify([profile.type(place).type, profile.mark(place)])
  }
  return isNew
}
