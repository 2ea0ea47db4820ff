/** Typed arrays, one entry an event. */
type EventColumn = Float64Array | Int32Array | Uint8Array

/** Events of one stream by person, and by time within a person. */
export interface GroupedEvents {
  /** Of person i: events `starts[i]` until `starts[i + 1]`. */
  starts: Int32Array
  /** The columns in that order. */
  columns: EventColumn[]
}

/**
 * Puts events in order of person and time. `columns` are carried along. The lake's files lie in order of person, so
 * this is mostly a look that they do.
 */
export function groupEvents(
  people: number,
  person: Int32Array,
  time: Float64Array,
  columns: EventColumn[],
): GroupedEvents {
  const events = person.length
  const starts = new Int32Array(people + 1)
  let ordered = true
  for (let e = 0; e < events; e++) {
    const one = person[e]!
    starts[one + 1]!++
    if (e > 0 && (one < person[e - 1]! || (one === person[e - 1]! && time[e]! < time[e - 1]!))) ordered = false
  }
  for (let i = 0; i < people; i++) starts[i + 1]! += starts[i]!
  if (ordered) return { starts, columns }

  const order = new Int32Array(events)
  const next = starts.slice()
  for (let e = 0; e < events; e++) order[next[person[e]!]!++] = e
  for (let i = 0; i < people; i++) sortByTime(order, time, starts[i]!, starts[i + 1]!)
  return { starts, columns: columns.map((column) => taken(column, order)) }
}

/** Most people have few events, most of them in order: nothing beats insertion there. */
const many = 40

function sortByTime(order: Int32Array, time: Float64Array, from: number, until: number): void {
  if (until - from > many) {
    order.subarray(from, until).sort((a, b) => time[a]! - time[b]! || a - b)
    return
  }
  for (let i = from + 1; i < until; i++) {
    const event = order[i]!
    const moment = time[event]!
    let at = i
    for (; at > from && time[order[at - 1]!]! > moment; at--) order[at] = order[at - 1]!
    order[at] = event
  }
}

function taken(column: EventColumn, order: Int32Array): EventColumn {
  const moved = column.slice()
  for (let at = 0; at < order.length; at++) moved[at] = column[order[at]!]!
  return moved
}
