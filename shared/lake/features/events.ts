/** A property that is added up. */
interface NumberProperty {
  property: string
  /** In units, so that decimals are whole numbers and add up exactly (below 2^53); NaN where there is none. */
  values: Float64Array
  /** One byte an event; undefined when every event has a value. */
  present: Uint8Array | undefined
  /** How many units are 1. */
  unit: number
}

/** The values of events of several lines. Event i has those from `starts[i]` until `starts[i + 1]`: none where its code is all. */
export interface CodedLines {
  starts: Int32Array
  /** The codes of one event are different. */
  codes: Int32Array
  /** The part of the event's lines that have the code, 0 to 1. */
  parts: Float64Array
  /** The sum of these lines' own amounts, in ten-thousandths; NaN where the event alone has an amount. */
  amounts: Float64Array
}

/** A property whose values are kept apart. */
export interface CodedProperty {
  property: string
  /** −1 where there is none. Ascending codes are ascending texts. */
  codes: Int32Array
  /** Codes are below this. */
  size: number
  /** The values of a share: label → its codes. */
  labels: Map<string, number[]>
  /** Of events whose lines say several things, all of these. */
  lines?: CodedLines
  /** The texts of some codes; to be asked while the database is open. */
  textsOf: (codes: number[]) => Promise<Map<number, string>>
}

/** The events of one stream of the people at hand, by person and time. */
export interface StreamEvents {
  stream: string
  /** Of person i: events `starts[i]` until `starts[i + 1]`. */
  starts: Int32Array
  /** Microseconds since 1970, exact. */
  time: Float64Array
  numbers: NumberProperty[]
  coded: CodedProperty[]
}
