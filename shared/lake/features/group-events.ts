/** Typed arrays, one entry an event. */
type EventColumn = Float64Array | Int32Array | Uint8Array

/** Where the events of people at hand lie. */
export interface GroupedEvents {
  /** Of person i: events `starts[i]` until `starts[i + 1]`. */
  starts: Int32Array
  /** Which row each event is; undefined when the rows lie so already. */
  order: Int32Array | undefined
}

/**
 * Finds the order of rows by person and time. `person` tells each row's person, −1 for those to leave out. The lake's
 * files lie in order of person and time, so this is mostly a look that they do.
 */
export function groupEvents(people: number, person: Int32Array, time: Float64Array): GroupedEvents {
  const rows = person.length
  const starts = new Int32Array(people + 1)
  let ordered = true
  for (let row = 0, last = 0; row < rows; row++) {
    const one = person[row]!
    if (one < last || (one === last && row > 0 && time[row]! < time[row - 1]!)) ordered = false
    if (one >= 0) starts[one + 1]!++
    last = one
  }
  for (let i = 0; i < people; i++) starts[i + 1]! += starts[i]!
  if (ordered) return { starts, order: undefined }

  const order = new Int32Array(starts[people]!)
  const next = starts.slice()
  for (let row = 0; row < rows; row++) if (person[row]! >= 0) order[next[person[row]!]!++] = row
  for (let i = 0; i < people; i++) sortByTime(order, time, starts[i]!, starts[i + 1]!)
  return { starts, order }
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

/** A column's entries in that order. */
export function inOrder<Column extends EventColumn>(column: Column, order: Int32Array | undefined): Column {
  if (!order) return column
  const moved = column.slice(0, order.length) as Column
  for (let at = 0; at < order.length; at++) moved[at] = column[order[at]!]!
  return moved
}
