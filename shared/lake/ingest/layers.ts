import type { DateFormat } from '../../contract/reading.ts'
import type { DecimalMark } from '../../engines/amounts/amount.ts'
import {
  addressLineSql,
  ofAddressLine,
  writtenPostcodeSql,
  writtenTextSql,
} from '../../engines/identity/normalize-sql.ts'
import { quoteName, quoteText } from '../../engines/sql/quote.ts'
import type { CsvFacts } from '../read/csv-listener.ts'
import type { ColumnProfile } from './column-profile.ts'
import { type CompiledDataset, type CompiledProperty, isStatic } from './compiled-dataset.ts'
import type { ConditionColumns } from './conditions.ts'
import { timestampSql } from './dates/date-sql.ts'
import { joinedDateSql } from './dates/joined.ts'
import { type DateReading, failingSql, ISO_READING } from './dates/reading.ts'
import {
  booleanSql,
  isList,
  isMoney,
  listSql,
  type MoneyFormat,
  moneySql,
  numberSql,
  plausibleTimeSql,
} from './formats.ts'
import { RowChecks, shownSql } from './row-checks.ts'

/** Collects what each layer must compute, gives it a name once, and writes the nested select at the end. */
export class Layers {
  #facts: CsvFacts
  #profile: ColumnProfile
  #cells = new Map<string, string>()
  #undressed = new Map<string, string>()
  #parsed = new Map<string, string>()
  #plausible = new Map<string, string>()
  #checks = new RowChecks()
  #times = new Map<string, TimeColumn>()
  #numbers = new Map<string, NumberColumn>()
  #joined: CompiledDataset['joined']
  #readingOf: ReadingOf
  #ofOrder: ReadonlySet<number>

  constructor(
    facts: CsvFacts,
    profile: ColumnProfile,
    { joined, readingOf, ofOrder = new Set() }: LayerOptions = NO_DATES,
  ) {
    this.#facts = facts
    this.#profile = profile
    this.#joined = joined
    this.#readingOf = readingOf
    this.#ofOrder = ofOrder
  }

  /** The columns of dates that were asked for. */
  get times(): TimeColumn[] {
    return [...this.#times.values()]
  }

  /** The columns that are read as what they look like (`typed`), or as numbers at least. */
  get numbers(): NumberColumn[] {
    return [...this.#numbers.values()]
  }

  /** The trimmed text of a column; NULL when blank. */
  cell(column: string): string {
    const index = this.#index(column)
    const name = `x${index}`
    const several = this.#joined.find((one) => one.name === column)
    const sql = several
      ? joinedDateSql(several.columns.map((one) => this.#trimmed(this.#index(one))))
      : this.#trimmed(index)
    this.#cells.set(name, sql)
    return name
  }

  /** Cells and numbers for the conditions of a stream whose rows may be several of one event: see fillLines. */
  readonly ofOrder: ConditionColumns = {
    cell: (column) => {
      const index = this.#index(column)
      if (!this.#ofOrder.has(index)) return this.cell(column)
      this.#cells.set(`f${index}`, `nullif(trim(f${index}, ${quoteText(' \t\r\n\u00a0')}), '')`)
      return `f${index}`
    },
    number: (column) => this.#named(this.#parsed, 'p', numberSql(this.ofOrder.cell(column), this.mark(column))),
  }

  #trimmed(index: number): string {
    // The scanner knows which columns have white space at an edge, and which have blanks: for the others both is spared.
    // A row that could not be read is all blanks.
    const { padded, blanks, unreadable } = this.#facts
    const trimmed = padded[index] ? `trim(c${index}, ${quoteText(' \t\r\n\u00a0')})` : `c${index}`
    const some = padded[index] || blanks[index] || unreadable.length
    return some ? `nullif(${trimmed}, '')` : trimmed
  }

  /** The type that a column is read as. */
  profileOf(column: string) {
    this.#lookedAt(column, true)
    return this.#profile.type(this.#index(column))
  }

  /** A column as numbers; what is none is absent. */
  number(column: string): string {
    return this.#named(this.#parsed, 'p', numberSql(this.cell(column), this.mark(column)))
  }

  #amount(column: string, format?: MoneyFormat): string {
    return moneySql(this.cell(column), format, this.mark(column))
  }

  /** The decimal mark of a column. */
  mark(column: string): DecimalMark {
    this.#lookedAt(column, false)
    return this.#profile.mark(this.#index(column))
  }

  #lookedAt(column: string, typed: boolean): void {
    const known = this.#numbers.get(column)
    const own = { column, place: this.#index(column), cell: this.cell(column) }
    this.#numbers.set(column, { ...own, typed: typed || known?.typed === true })
  }

  /** A stream's property, typed as its name, its format or its own column says. */
  property(property: CompiledProperty): string {
    const { name, column_name: column, format } = property
    if (isStatic(property)) return this.#staticTime(column)
    if (name === 'datetime') return this.time(column, format as DateFormat | undefined, 'datetime')
    if (name === 'value') return this.#value(property)
    if (name === 'product' || name === 'channel') return this.cell(column)
    return this.formatted(column, format, name) ?? this.detected(column)
  }

  /** The value of a column whose format is declared: what cannot be read rejects the row. Undefined without a format. */
  formatted(column: string, format: string | undefined, what: string): string | undefined {
    if (format === undefined) return undefined
    if (format === 'static_date_iso8601') return this.#staticTime(column)
    if (isMoney(format))
      return this.#checkedValue(
        column,
        this.#amount(column, format),
        `${what} `,
        quoteText(`is not a ${format} amount`),
      )
    if (isList(format)) return listSql(this.cell(column), format)
    return this.time(column, format as DateFormat, what)
  }

  /** The value of a column as what it looks like; what does not fit the look is absent. */
  detected(column: string): string {
    const cell = this.cell(column)
    const look = this.profileOf(column)
    if (look.type === 'number') return this.number(column)
    if (look.type === 'boolean') return booleanSql(cell)
    if (look.type === 'date') return this.#timeOf(column, undefined).value
    return cell
  }

  /** A column that holds times; what cannot be read as one rejects the row. */
  time(column: string, format: DateFormat | undefined, what: string): string {
    const { cell, value, reading } = this.#timeOf(column, format)
    this.#checks.mustRead(cell, value, `${what} `, failingSql(cell, reading, format))
    return value
  }

  address(column: string) {
    const line = this.#named(this.#undressed, 'u', addressLineSql(this.cell(column)))
    const part = (name: 'street' | 'city' | 'state' | 'postcode') =>
      this.#named(this.#parsed, 'p', ofAddressLine(line, name))
    return { street: part('street'), city: part('city'), state: part('state'), postcode: part('postcode') }
  }

  /** The text of a column without the dress of a program (`'02139`, `="02139"`) and without what nobody sees. */
  undressed(column: string): string {
    return this.#named(this.#undressed, 'u', writtenTextSql(this.cell(column)))
  }

  /** The same of postcodes: `z:02139`. */
  undressedPostcode(column: string): string {
    return this.#named(this.#undressed, 'u', writtenPostcodeSql(this.cell(column)))
  }

  /** An expression that the row layer uses more than once. */
  named<S extends string | undefined>(sql: S): S | string {
    return sql === undefined || /^\w+$/.test(sql) ? sql : this.#named(this.#parsed, 'p', sql)
  }

  joined(columns: readonly string[]): string {
    return this.#named(
      this.#parsed,
      'p',
      `nullif(concat_ws(' ', ${columns.map((column) => this.undressed(column)).join(', ')}), '')`,
    )
  }

  #value({ column_name: column, format, multiply_by: by }: CompiledProperty): string {
    const money = isMoney(format) ? format : undefined
    const amount = this.#checkedValue(
      column,
      this.#amount(column, money),
      'value ',
      quoteText(`is not a${money ? ` ${money}` : 'n'} amount`),
    )
    if (!by) return amount
    const factor = this.#checkedValue(by, this.#amount(by), `${by} `, quoteText('is not a number'))
    // In 128 bits: of two DECIMAL(18, 4) the product throws from 92 billion on, a bar code in the wrong column.
    const product = `TRY_CAST(${amount}::DECIMAL(20, 4) * ${factor} AS DECIMAL(18, 4))`
    const value = this.#named(this.#plausible, 'q', product)
    const tooLarge = `${value} IS NULL AND ${amount} IS NOT NULL AND ${factor} IS NOT NULL`
    this.#checks.add(
      tooLarge,
      `${quoteText('value "')} || ${shownSql(this.cell(column))} ||
      ${quoteText(`" times ${by} "`)} || ${shownSql(this.cell(by))} || ${quoteText('" is larger than an amount can be')}`,
    )
    return value
  }

  #checkedValue(column: string, sql: string, what: string, failing: string): string {
    const name = this.#named(this.#parsed, 'p', sql)
    this.#checks.mustRead(this.cell(column), name, what, failing)
    return name
  }

  #timeOf(column: string, format: DateFormat | undefined): TimeColumn & { reading: DateReading } {
    const reading = this.#readingOf(column, this.#index(column), format)
    const cell = this.cell(column)
    const time = { column, place: this.#index(column), format, cell, value: this.#time(cell, reading) }
    this.#times.set(`${column} ${format}`, time)
    return { ...time, reading }
  }

  #time(cell: string, reading: DateReading): string {
    const parsed = this.#named(this.#parsed, 'p', timestampSql(cell, reading))
    return this.#named(this.#plausible, 'q', plausibleTimeSql(parsed))
  }

  #staticTime(text: string): string {
    return this.#time(quoteText(text), ISO_READING)
  }

  /** The first thing of a row that cannot be read, as a sentence; undefined where nothing is checked. */
  problemSql(): string | undefined {
    return this.#checks.problemSql()
  }

  #named(layer: Map<string, string>, prefix: string, sql: string): string {
    for (const [name, known] of layer) if (known === sql) return name
    const name = `${prefix}${layer.size}`
    layer.set(name, sql)
    return name
  }

  #index(column: string): number {
    const several = this.#joined.findIndex((one) => one.name === column)
    const index = several < 0 ? this.#facts.columns.indexOf(column) : this.#facts.columns.length + several
    if (index < 0) throw new Error(`column "${column}" was not checked against the file`)
    return index
  }

  /**
   * @param own columns of the innermost layer beside the cells
   * @param decoded what holds column n of the file as `cn`
   */
  select(own: readonly Named[], out: readonly Named[], decoded: string): string {
    const listed = (layer: Map<string, string>) => [...layer].map(([name, sql]) => `, ${sql} AS ${name}`).join('')
    const cells = `SELECT ${own.map(named).join(', ')}${listed(this.#cells)} FROM ${decoded}`
    const undressed = this.#undressed.size ? `SELECT *${listed(this.#undressed)} FROM (${cells})` : cells
    const parsed = this.#parsed.size ? `SELECT *${listed(this.#parsed)} FROM (${undressed})` : undressed
    const plausible = this.#plausible.size ? `SELECT *${listed(this.#plausible)} FROM (${parsed})` : parsed
    return `SELECT ${out.map(named).join(', ')} FROM (${plausible})`
  }
}

/** How the dates of a column are read. */
export type ReadingOf = (column: string, place: number, format: DateFormat | undefined) => DateReading

interface LayerOptions {
  joined: CompiledDataset['joined']
  readingOf: ReadingOf
  /** Columns (by place) whose cells stand a second time as `fn`, for conditions. */
  ofOrder?: ReadonlySet<number>
}

const NO_DATES: LayerOptions = { joined: [], readingOf: () => ISO_READING }

/** A column of dates: the names of its text and of its time in the statement. */
export interface TimeColumn {
  column: string
  /** Its place among the file's columns, or behind them where it is joined of several. */
  place: number
  format: DateFormat | undefined
  cell: string
  value: string
}

/** A column of numbers, or of what its cells look like: the name of its text in the statement. */
export interface NumberColumn {
  column: string
  place: number
  typed: boolean
  cell: string
}

/** A column of a select: what it is, and what it is called. */
export type Named = readonly [sql: string, name: string]

const named = ([sql, name]: Named): string => `${sql} AS ${quoteName(name)}`
