import { lookOf } from '../read/header.ts'

/** Letters of other alphabets, and signs, that look like an ASCII one. */
const ALIKE: Readonly<Record<string, string>> = Object.fromEntries(
  [
    // Cyrillic, then Greek.
    ['аАαΑ', 'a'],
    ['ВвΒ', 'b'],
    ['сСϲ', 'c'],
    ['еЕΕ', 'e'],
    ['НнΗ', 'h'],
    ['іІιΙI1|lӏ', 'l'],
    ['јЈ', 'j'],
    ['кКκΚ', 'k'],
    ['мМΜ', 'm'],
    ['Νν', 'n'],
    ['оОοΟ0О', 'o'],
    ['рРρΡ', 'p'],
    ['ѕЅ', 's'],
    ['тТτΤ', 't'],
    ['хХχΧ', 'x'],
    ['уУγΥ', 'y'],
    ['Ζ', 'z'],
    ['‐‑‒–—−', '-'],
    ['‘’ʼ`´', "'"],
    ['“”„', '"'],
  ].flatMap(([letters, ascii]) => [...letters!].map((letter) => [letter, ascii!])),
)

/** A name with every letter as the one that it looks like; two names of one such form are hard to tell apart. */
const outline = (name: string): string =>
  [...lookOf(name).normalize('NFKC')]
    .map((letter) => ALIKE[letter] ?? letter)
    .join('')
    .toLowerCase()
    .replace(/ +/g, ' ')

/**
 * Says in which letter a column that is missing differs from one that the file has, where the two look alike: `"е" is
 * U+0435 (Cyrillic) …`. Undefined where no name looks alike, or a plain eye sees the difference.
 */
export function whyDifferent(missing: string, names: readonly string[]): string | undefined {
  const wanted = outline(missing)
  const found = names.find((name) => name !== missing && outline(name) === wanted)
  if (found === undefined || found.toLowerCase() === missing.toLowerCase()) return undefined
  const [a, b] = [[...found], [...missing]]
  const i = a.findIndex((letter, at) => letter !== b[at])
  const at = i < 0 ? a.length : i
  return `"${found}" looks like "${missing}", but has ${described(a[at])} where that has ${described(b[at])}`
}

function described(letter: string | undefined): string {
  if (letter === undefined) return 'no letter'
  const code = `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
  const script = ['Latin', 'Cyrillic', 'Greek'].find((name) => new RegExp(`\\p{Script=${name}}`, 'u').test(letter))
  return letter === ' ' ? `a blank` : `"${letter}" (${code}${script ? `, ${script}` : ''})`
}
