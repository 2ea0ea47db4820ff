/** A DuckDB type as the API tells it: a subset of Avro's. */
export function avroType(duck: string): 'boolean' | 'long' | 'double' | 'string' | 'date' {
  if (/^BOOL/i.test(duck)) return 'boolean'
  if (/^(DATE|TIMESTAMP)/i.test(duck)) return 'date'
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT/i.test(duck)) return 'long'
  if (/^(DOUBLE|FLOAT|REAL|DECIMAL)/i.test(duck)) return 'double'
  return 'string'
}
