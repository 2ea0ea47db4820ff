const SCRIPTS = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Arabic}/u,
]

/**
 * How much the letters beyond ASCII of a text look as if they belonged there, 0 to 1: the mean over them. A text that is
 * decoded by the wrong table has capitals inside words (`JosŽ`), signs inside words (`Stra§e`), letters of two alphabets in
 * one word, and control characters. A text without such letters gives 1.
 */
export function plausibility(text: string): number {
  const letters = Array.from(text)
  let sum = 0
  let count = 0
  for (const [i, letter] of letters.entries()) {
    if (letter.charCodeAt(0) < 128) continue
    count++
    sum += plausible(letter, letters[i - 1] ?? ' ', letters[i + 1] ?? ' ')
  }
  return count ? sum / count : 1
}

function plausible(letter: string, before: string, after: string): number {
  if (letter === '\ufffd' || /[\p{Cc}\p{Co}\p{Cn}]/u.test(letter)) return 0
  if (!/[\p{L}\p{M}]/u.test(letter)) return sign(letter, before, after)
  const script = scriptOf(letter)
  for (const neighbour of [before, after]) {
    const other = scriptOf(neighbour)
    if (script !== undefined && other !== undefined && other !== script) return 0.1
  }
  if (/\p{Lu}/u.test(letter) && /\p{Ll}/u.test(before)) return 0.1
  if (/\p{Ll}/u.test(letter) && /\p{Lu}/u.test(before) && /\p{Lu}/u.test(after)) return 0.2
  return 1
}

/** Signs stand between words: a euro before or behind a number, quotes around a word, a dash; only an apostrophe within. */
function sign(letter: string, before: string, after: string): number {
  const [inWord, beginsWord] = [/\p{L}/u.test(before), /\p{L}/u.test(after)]
  if (inWord && beginsWord) return letter === '’' || letter === '·' ? 1 : 0.1
  if (inWord && /[‘“‚„¿¡]/.test(letter)) return 0.2
  if (beginsWord && /[”»…‰]/.test(letter)) return 0.3
  return 0.8
}

const scriptOf = (letter: string): number | undefined => {
  const found = SCRIPTS.findIndex((script) => script.test(letter))
  return found < 0 ? undefined : found
}
