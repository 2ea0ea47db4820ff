const text = process.env.TEST_PATIENCE ?? '1'
const factor = Number(text)
if (!(factor > 0)) throw new Error(`TEST_PATIENCE is a number above 0, by which deadlines are multiplied: "${text}"`)

/**
 * Milliseconds that a test waits before it fails. All deadlines of tests come from here: a slower machine sets
 * TEST_PATIENCE=3 and each is three times as long. A deadline says that something hangs, never that it is slow.
 */
export const patience = (seconds: number): number => seconds * 1000 * factor
