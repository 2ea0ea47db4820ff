/** Milliseconds since 1970 in whole microseconds, the step of DuckDB's TIMESTAMP; exact until the year 2255. */
export const microseconds = (milliseconds: number): number => Math.round(milliseconds * 1000)
