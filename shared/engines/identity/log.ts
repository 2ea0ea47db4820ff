/** No record, person or value. */
export const NONE = 0xffffffff

/**
 * The log as identity resolution holds it. A record is one identity set of one row, numbered 0 … records − 1. The
 * contents of its cells are values, numbered through all kinds, 0 … values − 1; the texts, which are personal data,
 * stay outside.
 */
export type Log = {
  records: number
  /** The records in the fold's order (foldOrder); without it they are numbered in that order. */
  order?: Uint32Array
  /**
   * Each kind of identifier, and per record its value of the kind, NONE without; where a record has several of one kind,
   * those behind the first stand in `further`.
   */
  columns: readonly { kind: string; value: Uint32Array; further?: Further }[]
  /** Per value the first that is equal to it, mostly itself; NONE for one that is blocked (EqualValues). */
  equal: Uint32Array
  /** Per value the index of its kind in `columns`; of any content where `equal` is NONE. */
  kindOf: Uint8Array | Uint16Array
  /** Where the records bear names. */
  names?: WrittenNames
  /** Per record its time in microseconds since 1970 UTC. It may be left out where no kind has a window. */
  time?: BigInt64Array
  /** Pairs of values that somebody has parted, as numbers that `equal` gives: the first one of each leaves the second. */
  apart?: readonly (readonly [leaves: number, left: number])[]
}

/** Pairs of a record and one more value of it: few records have any. The values of a record stand in their order. */
export type Further = { record: readonly number[]; value: readonly number[] }

export type WrittenNames = {
  /** Per record the value that its name stands in; NONE without. It may well be one of `columns`. */
  value: Uint32Array
  /** Per value its canonical first and last name, as indices in `texts`; 0 where it is missing. */
  first: Uint32Array
  last: Uint32Array
  /** Per value 0, or one more than the index of its generation (Sr, Jr) in GENERATIONS; left out where no name has one. */
  generation?: Uint8Array
  /** Per value without a full name the number of its postal address, from 1 on; 0 without. Left out where no value has one. */
  address?: Uint32Array
  /** texts[0] is '' and stands for a missing name. */
  texts: readonly string[]
}
