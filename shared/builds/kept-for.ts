const dayMs = 86_400_000

/** No build lasts so long: what is younger may belong to one that has not said so yet. */
export const collectedAfterMs = 7 * dayMs
/**
 * What a build finds of an earlier one, and nothing points at, it takes for its own only up to this age: the day between
 * is its own to publish it in.
 */
export const reusedUntilMs = collectedAfterMs - dayMs
