/** As many characters of a customer's own text as a sentence bears. */
const LONGEST = 60

/** A product's name, a label, on one line and no longer than a sentence bears; what is cut off shows as `…`. */
export function inShort(text: string): string {
  const characters = [...text.replace(/\s+/gu, ' ').trim()]
  if (characters.length <= LONGEST) return characters.join('')
  return `${characters
    .slice(0, LONGEST - 1)
    .join('')
    .trimEnd()}…`
}
