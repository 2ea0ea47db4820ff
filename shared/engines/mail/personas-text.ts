import type { MailStory } from './mail-story.ts'

/** The mail for readers of plain text: one paragraph per persona. */
export function personasText({ headline, lead, personas, sentence, link, footer }: MailStory): string {
  const paragraphs = [
    headline,
    lead,
    ...(sentence ? [sentence] : []),
    ...personas.map(({ name, people, percent, salient }) =>
      [`${name}: ${people}, ${percent}`, ...salient.map((each) => `  - ${each}`)].join('\n'),
    ),
    ...(link ? [`See them: ${link}`] : []),
    `--\n${footer}`,
  ]
  return `${paragraphs.join('\n\n')}\n`
}
