import type { DateFormat } from '../../../contract/reading.ts'
import { quoteText } from '../../../engines/sql/quote.ts'
import type { Duck } from '../../duck.ts'
import type { ColumnProfile } from '../column-profile.ts'
import { type CompiledDataset, namesOfColumn } from '../compiled-dataset.ts'
import type { FileSql } from '../file-sql.ts'
import { plainSql } from './date-sql.ts'
import { type DateEvidence, seeShortYear } from './evidence.ts'
import { type DateChoice, type DateReading, dateChoice, dateReading } from './reading.ts'

/** The part of one file's report that is about a column of dates, so that the files of a dataset can agree. */
export interface FileDates {
  evidence: DateEvidence
  /** How it was read, or would be if it were the dataset's only file. */
  choice: DateChoice
  /** Whether it is read without a declared format: then the order of day and month is Moira's decision. */
  open: boolean
}

/** Distinct texts of a column that the sample's spellings do not read: so many are looked at. */
const MOST_UNREAD = 10_000

/** How the columns of dates of one file are read: by the sample first, and by all that it left unread thereafter. */
export class DateColumns {
  #plan: CompiledDataset
  #profile: ColumnProfile
  #lastModified: Date
  #agreed: Readonly<Record<string, DateChoice>>
  #seen = new Map<string, { place: number; open: boolean }>()

  /** @param agreed what the dataset's files have agreed on for columns whose own cells say otherwise, or nothing */
  constructor(
    plan: CompiledDataset,
    profile: ColumnProfile,
    lastModified: Date,
    agreed: Readonly<Record<string, DateChoice>> = {},
  ) {
    this.#plan = plan
    this.#profile = profile
    this.#lastModified = lastModified
    this.#agreed = agreed
  }

  readonly readingOf = (column: string, place: number, format: DateFormat | undefined): DateReading => {
    this.#seen.set(column, { place, open: format === undefined || this.#seen.get(column)?.open === true })
    return dateReading(this.#profile.dates(place), {
      format,
      choice: this.#agreed[column] ?? this.#own(column, place),
      lastModified: this.#lastModified,
      zone: this.#plan.zone,
    })
  }

  /** For the report; only columns with a date in them. */
  get report(): Record<string, FileDates> {
    const entries = [...this.#seen].flatMap(([column, { place, open }]) => {
      const evidence = this.#profile.dates(place)
      if (!Object.keys(evidence.spellings).length) return []
      return [[column, { evidence, choice: this.#own(column, place), open }] as const]
    })
    return Object.fromEntries(entries)
  }

  /**
   * Looks at the cells that the statement did not read, and at all cells where the sample leaves open which of day and
   * month comes first. Gives whether the file must be read again, with what was found.
   */
  async learn(db: Duck, sql: FileSql, rows: string, filled: (place: number) => number): Promise<boolean> {
    let isNew = false
    for (const time of sql.times) {
      const before = JSON.stringify(this.readingOf(time.column, time.place, time.format))
      const evidence = this.#profile.dates(time.place)
      const [counted] = time.output
        ? await db.rows<{ n: number }>(`SELECT count(${time.output}) AS n FROM read_parquet(${quoteText(rows)})`)
        : []
      if (counted?.n !== filled(time.place)) {
        const unread = await db.rows<{ cell: string; n: number }>(
          `SELECT cell, count(*) AS n FROM (${time.select}) WHERE value IS NULL AND cell IS NOT NULL
           GROUP BY cell ORDER BY n DESC, cell LIMIT ${MOST_UNREAD}`,
        )
        for (const { cell, n } of unread) this.#profile.seeDate(time.place, cell, n)
      }
      const isOpen = evidence.dayFirst > 0 === evidence.monthFirst > 0
      if (isOpen && evidence.either + evidence.dayFirst > 0) await countOrders(db, time.select, evidence)
      if (evidence.shortYears.length) await seeAllShortYears(db, time.select, evidence)
      isNew ||= before !== JSON.stringify(this.readingOf(time.column, time.place, time.format))
    }
    return isNew
  }

  #own(column: string, place: number): DateChoice {
    return dateChoice(
      this.#profile.dates(place),
      namesOfColumn(this.#plan, column),
      this.#lastModified.getUTCFullYear(),
    )
  }
}

/** Of all cells: how many are dates only with the day first, and how many only with the month first. */
async function countOrders(db: Duck, select: string, evidence: DateEvidence): Promise<void> {
  const cell = evidence.odd ? plainSql('cell') : 'cell'
  const parts = `regexp_extract(${cell}, '^[^0-9]*([0-9]{1,2}) ?[-/.]? ?([0-9]{1,2})', ['a', 'b'])`
  const [counts] = await db.rows<{ day: number; month: number }>(
    `SELECT count(*) FILTER (a > 12 AND b <= 12) AS day, count(*) FILTER (b > 12 AND a <= 12) AS month
     FROM (SELECT TRY_CAST(r.a AS INTEGER) AS a, TRY_CAST(r.b AS INTEGER) AS b
       FROM (SELECT ${parts} AS r FROM (${select}) WHERE regexp_matches(${cell}, ${quoteText(PARTS)})))
     WHERE a BETWEEN 1 AND 31 AND b BETWEEN 1 AND 31`,
  )
  evidence.dayFirst = counts!.day
  evidence.monthFirst = counts!.month
}

const PARTS = '^[^0-9]*[0-9]{1,2} ?[-/.] ?[0-9]{1,2} ?[-/.] ?[0-9]{2}|^[0-9]{4}(?:19|20)[0-9]{2}$'

async function seeAllShortYears(db: Duck, select: string, evidence: DateEvidence): Promise<void> {
  const years = await db.rows<{ y: number }>(
    `SELECT DISTINCT (year(value) % 100)::INTEGER AS y FROM (${select}) WHERE value IS NOT NULL ORDER BY y`,
  )
  for (const { y } of years) seeShortYear(evidence, y)
}
