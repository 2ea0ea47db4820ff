/** The normal quantile of a 95 % interval. */
const z = 1.959964

/**
 * Wilson's score interval of a share, 95 %: where the share of everybody like these lies, having seen `hits` of `count`
 * (at least 1). Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the
 * American Statistical Association 22 (1927), 209-212.
 */
export function wilsonInterval(hits: number, count: number): { low: number; high: number } {
  const share = hits / count
  const middle = share + (z * z) / (2 * count)
  const half = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count))
  const whole = 1 + (z * z) / count
  return { low: Math.max(0, (middle - half) / whole), high: Math.min(1, (middle + half) / whole) }
}
