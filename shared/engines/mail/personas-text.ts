import type { MailStory } from './mail-story.ts'

/** The mail for readers of plain text: one paragraph per persona. */
export function personasText({
  headline,
  lead,
  changes,
  personas,
  sentence,
  link,
  button = 'See them',
  footer,
}: Omit<MailStory, 'subject'>): string {
  const paragraphs = [
    headline,
    lead,
    ...(changes.length ? [changes.join('\n')] : []),
    ...(sentence ? [sentence] : []),
    ...personas.map(({ name, people, percent, facts }) =>
      [`${name}: ${people}, ${percent}`, ...facts.map((each) => `  - ${each}`)].join('\n'),
    ),
    ...(link ? [`${button}: ${link}`] : []),
    `--\n${footer}`,
  ]
  return `${paragraphs.join('\n\n')}\n`
}
