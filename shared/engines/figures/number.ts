/** Two significant digits below 10, whole above; `more` digits where two figures would look alike. The same text in any place. */
export function plainNumber(x: number, more = 0): string {
  const digits =
    Math.abs(x) < 10
      ? { maximumSignificantDigits: 2 + more }
      : { minimumFractionDigits: 0, maximumFractionDigits: more }
  return (x + 0).toLocaleString('en-US', digits).replace(/^-0$/, '0')
}
