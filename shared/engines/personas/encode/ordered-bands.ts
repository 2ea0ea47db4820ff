/**
 * Recognises categories that are really ordered numbers: `35-49K`, `65+`, `45-54`, `Under $25K`, `5+`, `low … high`.
 */
const WORD_SCALES: string[][] = [
  ['never', 'rarely', 'sometimes', 'often', 'always'],
  ['very low', 'low', 'below average', 'medium', 'average', 'moderate', 'above average', 'high', 'very high'],
  ['none', 'few', 'some', 'many'],
  ['xxs', 'xs', 's', 'm', 'l', 'xl', 'xxl', 'xxxl'],
  ['extra small', 'small', 'medium', 'large', 'extra large'],
  ['bronze', 'silver', 'gold', 'platinum', 'diamond'],
  ['strongly disagree', 'disagree', 'neutral', 'agree', 'strongly agree'],
  ['poor', 'fair', 'good', 'very good', 'excellent'],
  ['less than high school', 'high school', 'some college', 'college', 'bachelor', 'graduate', 'master', 'doctorate'],
]
const NUMBER = String.raw`(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*([kKmM](?![a-zA-Z]))?`
const RANGE = new RegExp(`^${NUMBER}\\s*(?:-|–|—|to|until)\\s*${NUMBER}$`, 'i')
const FROM = new RegExp(`^(?:over|above|more than|at least|from|>=?|≥)\\s*${NUMBER}$`, 'i')
const AND_UP = new RegExp(`^${NUMBER}\\s*(?:\\+|or more|and over|and up|and above|or older|and older|or over)$`, 'i')
const UP_TO = new RegExp(`^(?:under|below|less than|up to|at most|<=?|≤)\\s*${NUMBER}$`, 'i')
const SINGLE = new RegExp(`^${NUMBER}$`, 'i')

function scaled(digits: string, suffix: string | undefined): number {
  const factor = suffix === undefined || suffix === '' ? 1 : suffix.toLowerCase() === 'k' ? 1_000 : 1_000_000
  return Number(digits.replaceAll(',', '')) * factor
}

/** Lower and upper bound that a label states; null when it states none. `single` marks a bare number, which is no band. */
export function parseBand(label: string): { low: number; high: number; single: boolean } | null {
  const text = label
    .trim()
    .replace(/[$€£¥]/g, '')
    .replace(/\s*(?:years?|yrs?|people|persons?|children|kids|usd|eur)\.?$/i, '')
    .trim()
  let m = RANGE.exec(text)
  // "35-49K" means thousands on both sides.
  if (m) return { low: scaled(m[1]!, m[2] || m[4]), high: scaled(m[3]!, m[4]), single: false }
  m = FROM.exec(text) ?? AND_UP.exec(text)
  if (m) return { low: scaled(m[1]!, m[2]), high: Number.POSITIVE_INFINITY, single: false }
  m = UP_TO.exec(text)
  if (m) return { low: Number.NEGATIVE_INFINITY, high: scaled(m[1]!, m[2]), single: false }
  m = SINGLE.exec(text)
  if (m) return { low: scaled(m[1]!, m[2]), high: scaled(m[1]!, m[2]), single: true }
  return null
}

/**
 * The labels in their natural order, or null when they have none.
 * Needs at least three labels that all state a position on one scale; bare numbers alone count as a scale only when there
 * are at most twenty of them without leading zeros (a column of postcodes or store numbers is no scale).
 */
export function orderLabels(labels: readonly string[]): string[] | null {
  if (labels.length < 3) return null
  for (const scale of WORD_SCALES) {
    const position = (label: string) => scale.indexOf(label.trim().toLowerCase())
    if (labels.every((label) => position(label) >= 0)) return [...labels].sort((a, b) => position(a) - position(b))
  }
  const bands = labels.map((label) => ({ label, band: parseBand(label) }))
  if (bands.some((entry) => entry.band === null)) return null
  const allSingle = bands.every((entry) => entry.band!.single)
  if (allSingle && (labels.length > 20 || labels.some((label) => /^0\d/.test(label.trim())))) return null
  bands.sort(
    (a, b) => compare(a.band!.low, b.band!.low) || compare(a.band!.high, b.band!.high) || (a.label < b.label ? -1 : 1),
  )
  return bands.map((entry) => entry.label)
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}
