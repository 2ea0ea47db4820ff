/**
 * The moment from which a build counts back, ISO 8601: its newest event, or the firing that asked for it if that is later;
 * without either, now. So the same events make the same result on any day.
 * @param newest of the streams that it reads, ISO 8601; empty or undefined where there is none
 * @param firing ISO 8601
 */
export function asOf(newest: (string | undefined)[], firing: string | undefined, now: Date): string {
  const moments = [...newest, firing].filter((moment) => moment !== undefined && moment !== '')
  const latest = Math.max(...moments.map((moment) => Date.parse(moment!)))
  return moments.length ? new Date(latest).toISOString() : now.toISOString()
}
