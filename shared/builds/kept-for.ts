const dayMs = 86_400_000

/** No build lasts so long: what is younger may belong to one that has not said so yet. */
export const collectedAfterMs = 7 * dayMs
/**
 * A build may reuse an output that an earlier build left and that nothing points at, but only up to this age. The build
 * then has one day to publish the output before it is collected.
 */
export const reusedUntilMs = collectedAfterMs - dayMs
