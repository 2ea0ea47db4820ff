/** A part of a list, and the key after which the next part begins. */
export interface Page<Thing> {
  things: Thing[]
  /** The key of the last thing; undefined where nothing comes after it. */
  next: string | undefined
}

/**
 * The page of a list behind a key. A page begins behind a key and not at a number, so that a thing that comes or goes
 * meanwhile makes no other thing appear twice or never.
 *
 * @param things in the order of their keys, by code units; no two have the same key
 */
export function pageOf<Thing>(
  things: readonly Thing[],
  keyOf: (thing: Thing) => string,
  { limit, after }: { limit: number; after?: string | undefined },
): Page<Thing> {
  const start = after === undefined ? 0 : things.findIndex((thing) => keyOf(thing) > after)
  if (start < 0) return { things: [], next: undefined }
  const page = things.slice(start, start + limit)
  return { things: page, next: start + limit < things.length ? keyOf(page.at(-1)!) : undefined }
}

/** Sorts things by their keys, by code units. */
export const byKey =
  <Thing>(keyOf: (thing: Thing) => string) =>
  (one: Thing, other: Thing): number => {
    const [a, b] = [keyOf(one), keyOf(other)]
    return a < b ? -1 : +(a > b)
  }

/** A moment as text that sorts as time does, for keys. */
export const sortableTime = (ms: number): string => new Date(ms).toISOString()
