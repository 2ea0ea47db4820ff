/**
 * A value as the predicate takes it, by the DuckDB type of its column: text and numbers as they are, a DATE or TIMESTAMP as
 * milliseconds since 1970 (a fraction down to the microsecond). Null or left out: not known.
 */
export type Value = string | number | bigint | boolean | null | undefined

/** An event: its properties by name, `datetime` in milliseconds since 1970 among them. */
export type Event = Readonly<Record<string, Value>>

/** One person as plain values. */
export interface Person {
  traits: Readonly<Record<string, Value>>
  /** By the name of the stream, in any order. */
  events: Readonly<Record<string, readonly Event[]>>
  address: { readonly [part in 'postcode' | 'state' | 'city']?: string | null | undefined }
}
