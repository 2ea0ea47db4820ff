/** Words whose plural only adds an s to -ie: `movies` are no `movys`. */
const IN_IE = /(?:movie|cookie|calorie|selfie|brownie|smoothie|hoodie|rookie|pie|tie|lie|zombie)s$/i
const SAME = /(?:series|species|ss|us|is)$/i
const IRREGULAR: Readonly<Record<string, string>> = { people: 'person', children: 'child', men: 'man', women: 'woman' }

/** One of what a plain English plural names, by the last word before the first that joins: `orders in May` → `order in May`. */
export function singular(things: string): string {
  const [head = ''] = things.split(/ (?:of|in|per|by|for|on|at|among|from|since|with) /)
  return singularWord(head) + things.slice(head.length)
}

function singularWord(noun: string): string {
  const [last = ''] = /[\p{L}]+$/u.exec(noun) ?? []
  const irregular = IRREGULAR[last.toLowerCase()]
  if (irregular) return noun.slice(0, -last.length) + irregular
  if (SAME.test(noun)) return noun
  if (/[^aeiou]ies$/i.test(noun) && !IN_IE.test(noun)) return noun.replace(/ies$/i, 'y')
  if (/(?:ss|x|ch|sh|zz)es$/i.test(noun)) return noun.replace(/es$/i, '')
  return noun.replace(/s$/i, '')
}
