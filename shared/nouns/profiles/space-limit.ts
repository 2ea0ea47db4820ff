/**
 * 100 requests a second of one space, looked at over 10 s. One request in 16 is counted: a count of 1,000 has a standard
 * deviation of 16 × √(1000 / 16 × 15 / 16) = 122, and three of them are the room above.
 */
export const spaceLimit = { requests: 1000, seconds: 10, sampling: 16, refusedAbove: 1370 }
