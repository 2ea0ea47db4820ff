/** The nearest-rank percentile of times in milliseconds, written with one digit. */
export function percentile(times: readonly number[], percent: number): string {
  const sorted = [...times].sort((a, b) => a - b)
  return `${(sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN).toFixed(1)} ms`
}
