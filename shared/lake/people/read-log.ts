import { foldOrder, type Sequence } from '../../engines/identity/fold-order.ts'
import { type Further, type Log, NONE } from '../../engines/identity/log.ts'
import { quoteName, quoteText } from '../../engines/sql/quote.ts'
import { inRows } from '../columns.ts'
import type { Duck } from '../duck.ts'
import { type OpenedDataset, parquet, setsOf } from './dataset-rows.ts'
import type { Keys } from './read-keys.ts'
import type { Names } from './read-names.ts'
import { valueIndices } from './value-indices.ts'

/** The records of one file: those of its first row, one for each of `sets`, then those of its second … */
interface Segment {
  dataset: number
  file: number
  sets: number[]
  /** Its first record, and how many rows it has. */
  first: number
  count: number
}

/** Where the records of the log came from, and what they say. */
export interface LogRows {
  segments: Segment[]
  /** Records of rows that count: the others have no values. */
  counted: number
  /** Per record, in microseconds since 1970. */
  time: BigInt64Array
  /** By part of an identity set (`email`, `person` …): per record its value, NONE without. */
  parts: Map<string, Uint32Array>
  /** By part, the values behind the first of a cell. */
  further: Map<string, { record: number[]; value: number[] }>
  /** The order between records of one moment, where their numbers do not decide it. */
  ties?: Sequence['ties']
}

/**
 * Reads every identity set of every row as one record of the fold's log. A record is its time and the numbers of its values:
 * no text is read. Records are numbered by object, row and set, which is the fold's order within one moment.
 */
export async function readRecords(db: Duck, datasets: OpenedDataset[]): Promise<LogRows> {
  const sources = sourcesOf(datasets)
  const most = sources.reduce((sum, { accepted, parts }) => sum + accepted * parts.size, 0)
  const indices = await valueIndices(db)
  const names = new Set(sources.flatMap((source) => [...source.parts.values()].flat()))
  const further: LogRows['further'] = new Map()
  const all = new Map([...names].map((part) => [part, new Uint32Array(most).fill(NONE)]))
  const allTimes = new BigInt64Array(most)
  const tied = haveTies(sources)
  const rowTies: Uint32Array[] = []
  const segments: Segment[] = []
  let records = 0
  let counted = 0
  for (const source of sources) {
    const first = records
    const sets = [...source.parts.keys()]
    const { rowCount, columns } = await readRows(db, source, tied)
    const dropped = await droppedRows(db, source)
    const time = signedTimes(columns.time!.values as BigUint64Array)
    for (const [i, set] of sets.entries()) {
      for (const part of source.parts.get(set)!) {
        const to = all.get(part)!
        const column = columns[inRows.value(set).of(part)]!
        indices.gather(source.number, set, part)(column, to, first + i, sets.length)
        for (const row of dropped) to[first + i + row * sets.length] = NONE
        const behind = indices.further(source.number, set, part)
        if (!behind.length) continue
        const pairs = further.get(part) ?? { record: [], value: [] }
        further.set(part, pairs)
        const numbers = column.values as Int32Array
        for (let row = 0; row < numbers.length; row++) {
          const record = first + i + row * sets.length
          // Neither blank nor dropped.
          if (to[record] === NONE) continue
          for (const indexOf of behind) {
            const value = indexOf[numbers[row]!] ?? NONE
            if (value !== NONE) {
              pairs.record.push(record)
              pairs.value.push(value)
            }
          }
        }
      }
      if (sets.length > 1) for (let row = 0; row < rowCount; row++) allTimes[first + row * sets.length + i] = time[row]!
    }
    if (sets.length === 1) allTimes.set(time, first)
    if (tied) rowTies.push(unsigned(columns.tie!.values as Int32Array))
    records += rowCount * sets.length
    counted += (rowCount - dropped.length) * sets.length
    segments.push({ dataset: source.dataset.number, file: source.file, sets, first, count: rowCount })
  }
  return {
    segments,
    counted,
    time: allTimes.subarray(0, records),
    parts: new Map([...all].map(([part, column]) => [part, column.subarray(0, records)])),
    further,
    ...(tied && { ties: tiesOf(sources, segments, rowTies, records) }),
  }
}

/** Per record its value of each kind: what links records, and all that unrestricted components need of them. */
export const linksOf = (
  { time, parts, further: behind }: LogRows,
  keys: Keys,
): Pick<Log, 'records' | 'columns' | 'equal'> => ({
  records: time.length,
  columns: keys.kinds.map((kind) => {
    const further = furtherOfKind(kind, behind, keys)
    return { kind, value: columnOfKind(kind, parts, keys, time.length), ...(further && { further }) }
  }),
  equal: keys.equal,
})

/** The log of the records: their links, their order and their names. */
export const logOf = (rows: LogRows, keys: Keys, { names }: Names): Log => ({
  ...linksOf(rows, keys),
  order: foldOrder(rows),
  kindOf: keys.kindOf,
  time: rows.time,
  ...(rows.parts.has('person') && { names: { ...names, value: rows.parts.get('person')! } }),
})

/** A file with identity sets that recognise anybody. */
interface Source {
  /** As in the view `written`. */
  number: number
  dataset: OpenedDataset
  file: number
  path: string
  rows: string
  accepted: number
  /** The parts of each identity set. */
  parts: Map<number, string[]>
  /** A part of the log of a source: its rows are messages. */
  isLog: boolean
}

/** All files, by the keys of their objects. */
function sourcesOf(datasets: OpenedDataset[]): Source[] {
  const sources: Source[] = []
  let number = 0
  for (const dataset of datasets) {
    for (const { number: file, path, rows, columns } of dataset.files) {
      const parts = new Map(setsOf(dataset).map((set) => [set, inRows.value(set).namesIn(columns)]))
      const { accepted } = dataset.manifest.files[file]!
      const isLog = columns.includes(inRows.tie)
      sources.push({ number, dataset, file, path, rows, accepted, parts, isLog })
      number++
    }
  }
  return sources.filter(({ parts }) => parts.size > 0).sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

function readRows(db: Duck, { rows, accepted, parts, isLog }: Source, tied: boolean) {
  // The bits of an unsigned number, as a column of signed ones brings them.
  const tie = isLog
    ? `(${inRows.tie}::BIGINT - 4294967296 * (${inRows.tie} >> 31))::INTEGER AS tie`
    : 'row_number AS tie'
  const codes = [...parts].flatMap(([set, own]) => own.map((part) => `, ${quoteName(inRows.value(set).of(part))}`))
  return db.columns(
    `SELECT (epoch_us(record_time)::HUGEINT + 9223372036854775808)::UBIGINT AS "time"${tied ? `, ${tie}` : ''}${codes.join('')}
     FROM ${parquet(rows)}`,
    { expected: accepted },
  )
}

/** The rows of a file that do not count, from 0. */
async function droppedRows(db: Duck, { dataset, file, rows }: Source): Promise<Int32Array> {
  if (!dataset.dropped) return new Int32Array(0)
  const { columns } = await db.columns(
    `SELECT file_row_number::INTEGER AS "row" FROM read_parquet(${quoteText(rows)}, file_row_number = true)
     WHERE row_number IN (SELECT row_number FROM ${parquet(dataset.dropped)} WHERE file = ${file})`,
  )
  return columns.row!.values as Int32Array
}

/** Times are read with 2⁶³ added, since unsigned numbers come as memory: this flips the high bit back, in place. */
function signedTimes(read: BigUint64Array): BigInt64Array {
  const halves = new Uint32Array(read.buffer, read.byteOffset, read.length * 2)
  for (let i = 1; i < halves.length; i += 2) halves[i]! ^= 0x80000000
  return new BigInt64Array(read.buffer, read.byteOffset, read.length)
}

const unsigned = ({ buffer, byteOffset, length }: Int32Array) => new Uint32Array(buffer, byteOffset, length)

/**
 * Records are numbered as ties are to be decided, unless two datasets read one object: then rows decide before datasets; or
 * some are messages.
 */
const haveTies = (sources: Source[]): boolean =>
  sources.some(({ isLog }) => isLog) || new Set(sources.map(({ path }) => path)).size < sources.length

/**
 * The order of records of one moment: rows of files by object, row and set; then messages, whichever part of a log they stand
 * in, by the hash of their id. Of equal hashes the records' own order decides.
 */
function tiesOf(sources: Source[], segments: Segment[], rowTies: Uint32Array[], records: number): Sequence['ties'] {
  const paths = [...new Set(sources.map(({ path }) => path))]
  const object = new Uint32Array(records)
  const row = new Uint32Array(records)
  const set = new Uint8Array(records)
  for (const [i, { sets, first, count }] of segments.entries()) {
    const { isLog, path } = sources[i]!
    const rank = isLog ? paths.length : paths.indexOf(path)
    for (let at = 0; at < count * sets.length; at++) {
      object[first + at] = rank
      row[first + at] = rowTies[i]![Math.floor(at / sets.length)]!
      set[first + at] = sets[at % sets.length]!
    }
  }
  return { object, row, set }
}

/**
 * Per record its value of a kind. A clear address without a given hash beside it counts by its computed hash as well.
 */
function columnOfKind(kind: string, parts: LogRows['parts'], values: Keys, records: number): Uint32Array {
  const own = parts.get(kind === 'name_address' ? 'person' : kind) ?? new Uint32Array(records).fill(NONE)
  const email = parts.get('email')
  if (kind !== 'email_hash' || !values.hashed || !email) return own
  return own.map((hash, record) => {
    if (hash !== NONE && values.equal[hash] !== NONE) return hash
    return email[record] === NONE ? NONE : email[record]! + values.count
  })
}

/** The further values of a kind. The hash of a clear address stands `count` indices further on. */
function furtherOfKind(kind: string, further: LogRows['further'], { hashed, count }: Keys): Further | undefined {
  const own = further.get(kind)
  const email = kind === 'email_hash' && hashed ? further.get('email') : undefined
  return email ? { record: email.record, value: email.value.map((value) => value + count) } : own
}
