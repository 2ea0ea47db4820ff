import type { ShownProfile } from './events.ts'

/** One profile, a line each for what is known of the person. */
export function profileText({ asked, identifiers, traits, events, persona }: ShownProfile): string {
  const line = (name: string, text: string) => `    ${name.padEnd(13)}${text}`
  return [
    `\n  Who is behind the cookie "${asked}" of the website?`,
    line('identifiers', identifiers.join(', ')),
    line(
      'traits',
      Object.entries(traits)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
    ),
    line('last events', events.join(', ')),
    line('persona', persona),
  ].join('\n')
}
