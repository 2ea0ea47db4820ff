/**
 * A share of 0 to 1 as `15 %`, with `more` digits where two shares would look alike. Only everybody is 100 %, only nobody 0 %:
 * next to them stand `over 99 %` and `under 1 %`, with one more digit `over 99.9 %` and `under 0.1 %`.
 */
export function percent(share: number, more = 0): string {
  const points = share * 100
  const rounded = Number(points.toFixed(more))
  const least = 10 ** -more
  const said = (x: number) => `${x.toLocaleString('en-US', { maximumFractionDigits: more })} %`
  if (points > 0 && (rounded === 0 || points < least)) return `under ${said(least)}`
  if (points < 100 && rounded >= 100) return `over ${said(100 - least)}`
  return said(rounded)
}

/** A share rounded down to a tenth of a percent: 4.99 % is said to be 4.9 %, not the 5.0 % that it fails to reach. */
export const percentReached = (share: number): string => `${(Math.floor(share * 1000) / 10).toFixed(1)} %`
