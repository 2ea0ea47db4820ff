/** The part of `GET /v1/persona_sets/{id}` that the table needs. */
export interface ShownPersona {
  name: string
  individuals_count: number
  share: number
  salient: { phrase: string }[]
}

const width = 56

/** Name, people, share and what sets a persona apart, one phrase a line. */
export function personaTable(personas: ShownPersona[]): string {
  const names = Math.max(7, ...personas.map(({ name }) => name.length))
  const rule = `  ${'─'.repeat(names + 23 + width)}`
  const line = (name: string, people: string, share: string, text: string) =>
    `  ${name.padEnd(names)}  ${people.padStart(8)}  ${share.padStart(7)}  ${text}`.trimEnd()
  const rows = personas.flatMap(({ name, individuals_count, share, salient }) => {
    const phrases = salient.slice(0, 3).flatMap(({ phrase }) => wrap(phrase))
    const [first = 'like everybody else in the set', ...rest] = phrases
    const percent = `${(share * 100).toFixed(1)} %`
    return [
      line(name, individuals_count.toLocaleString('en'), percent, first),
      ...rest.map((text) => line('', '', '', text)),
    ]
  })
  return [rule, line('persona', 'people', 'share', 'what sets them apart'), rule, ...rows, rule].join('\n')
}

function wrap(text: string): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.length - 1
    if (`${lines[last]} ${word}`.length > width) lines.push(`  ${word}`)
    else lines[last] = lines[last] ? `${lines[last]} ${word}` : word
  }
  return lines
}
