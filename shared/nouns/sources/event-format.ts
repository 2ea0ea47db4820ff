/** Counts changes of what a part of the log looks like in the lake: parts read before are then read again. */
export const eventFormat = 1
