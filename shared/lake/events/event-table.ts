import type { AcceptedEvent } from '../../engines/events/event.ts'
import { type FlatEvent, flatEvent, type Promoting } from '../../engines/events/flat-event.ts'
import { type Catalogue, restName, restStream } from '../../engines/events/survey.ts'

/** The columns of a table of events beside those of the catalogue. */
export const tableColumns = {
  messageId: 'message_id',
  time: 'time',
  stream: 'stream',
  /** The traits that the event takes away, each between semicolons. */
  removed: 'removed',
  kind: (kind: string): string => `id ${kind}`,
  /** @param part `first`, `last` or `full` */
  name: (part: string): string => `name ${part}`,
  property: (stream: string, property: string): string => `${stream}.${property}`,
  trait: (trait: string): string => `trait ${trait}`,
}

const bytesAtOnce = 1 << 20

/**
 * Events as a CSV with a header: a row each, a column for each name of the catalogue. Names that the catalogue leaves out stay in
 * the log.
 */
export async function* eventTable(
  events: AsyncIterable<AcceptedEvent>,
  promoting: Promoting,
  catalogue: Catalogue,
): AsyncGenerator<Buffer> {
  const streams = new Set(catalogue.streams.map(({ name }) => name))
  const columns = columnsOf(catalogue)
  let text = line(columns.map(([name]) => name))
  for await (const event of events) {
    const flat = flatEvent(event, promoting)
    if (flat.stream && !streams.has(flat.stream.name) && catalogue.has_rest) {
      flat.properties = new Map([[restName, flat.stream.written]])
      flat.stream.name = restStream
    }
    text += line(columns.map(([, cell]) => cell(flat)))
    if (text.length < bytesAtOnce) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text)
}

type Cell = (flat: FlatEvent) => string | null | undefined

function columnsOf({ kinds, names, streams, traits }: Catalogue): [name: string, cell: Cell][] {
  return [
    [tableColumns.messageId, ({ message_id }) => message_id],
    [tableColumns.time, ({ time }) => time],
    [tableColumns.stream, ({ stream }) => stream?.name],
    [tableColumns.removed, removedTraits],
    // An identity set must be able to recognise somebody, also where no event of a part can: this column is always there.
    ...[...new Set(['anonymous_id', ...kinds])].map((kind): [string, Cell] => [
      tableColumns.kind(kind),
      (flat) => valuesOf(flat, kind),
    ]),
    ...names.map((part): [string, Cell] => [
      tableColumns.name(part),
      ({ who }) => who.name?.[part as 'first' | 'last' | 'full'],
    ]),
    ...streams.flatMap(({ name, properties }) =>
      properties.map((property): [string, Cell] => [
        tableColumns.property(name, property),
        ({ stream, properties }) => (stream?.name === name ? properties.get(property) : undefined),
      ]),
    ),
    ...traits.map((trait): [string, Cell] => [tableColumns.trait(trait), ({ traits }) => traits.get(trait)]),
  ]
}

function removedTraits({ traits }: FlatEvent): string | undefined {
  const names = [...traits].flatMap(([name, value]) => (value === null ? [name] : []))
  return names.length ? `;${names.join(';')};` : undefined
}

/** Several addresses or numbers of one event are one cell, as in files. */
function valuesOf({ who }: FlatEvent, kind: string): string | undefined {
  const values = who.identifiers.filter((one) => one.kind === kind).map(({ value }) => value)
  return values.length ? values.join('; ') : undefined
}

const line = (cells: (string | null | undefined)[]): string => `${cells.map(quoted).join(',')}\n`
const quoted = (cell: string | null | undefined): string =>
  cell === null || cell === undefined ? '' : /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
