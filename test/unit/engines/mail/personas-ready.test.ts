import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barColours } from '../../../../shared/engines/mail/personas-html.ts'
import { type PersonasReady, personasReadyMail } from '../../../../shared/engines/mail/personas-ready.ts'
import { backgrounds } from '../../../../shared/engines/personas/describe/portrait.ts'

/** Degrees on the circle of colours. */
function hueOf(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number, number]
  return ((Math.atan2(Math.sqrt(3) * (g - b), 2 * r - g - b) * 180) / Math.PI + 360) % 360
}

const news: PersonasReady = {
  account_name: 'Lumen & Loom',
  set_name: 'Customers personas',
  reason: 'ready',
  build: 3,
  data_up_to: '2025-12-31T22:10:00.000Z',
  personas: [
    {
      name: 'Retired Regulars',
      people: 601,
      share: 0.2,
      color_slot: 5,
      facts: ['65 and older · 80 %, others 12 %', 'Order often · 12 orders, others 2.1'],
      portrait: 'AAAA',
    },
    { name: 'Bargain Hunters', people: 2404, share: 0.7976, color_slot: 0, facts: ['Small baskets · $12, others $40'] },
    { name: 'The last few', people: 1, share: 0.0003, color_slot: 2, facts: [] },
  ],
  link: 'https://moira.example.com/sets/1?a=1&b=2',
}

describe('personasReadyMail', () => {
  it('tells the same story as text', () => {
    expect(personasReadyMail(news).subject).toBe('Your personas are ready: Customers personas')
    expect(personasReadyMail(news).text).toBe(`Your personas are ready

Customers personas: 3 personas among 3,006 people. Data up to 31 Dec 2025.

Bargain Hunters: 2,404 people, 80 %
  - Small baskets · $12, others $40

Retired Regulars: 601 people, 20 %
  - 65 and older · 80 %, others 12 %
  - Order often · 12 orders, others 2.1

The last few: 1 person, under 1 %

See them: https://moira.example.com/sets/1?a=1&b=2

--
Build 3 of this persona set. Sent by Moira to the account Lumen & Loom. This mail holds no data about any single customer. Portraits: adapted from "Personas" by Draftbit, CC BY 4.0.
`)
  })

  it('and as HTML that fetches nothing and reads in order', () => {
    const { html } = personasReadyMail(news)
    expect(html).toContain('<html lang="en">')
    expect(html).not.toMatch(/<(script|link|style|iframe)\b|url\(/)
    expect([...html.matchAll(/<img [^>]*src="([^"]*)"/g)].map(([, src]) => src)).toEqual(['cid:persona-2'])
    expect(personasReadyMail(news).images).toEqual([
      { content_id: 'persona-2', file_name: 'persona-2.png', media_type: 'image/png', base64: 'AAAA' },
    ])
    expect([...html.matchAll(/<h([12])[^>]*>([^<]*)</g)].map(([, level, text]) => `${level} ${text}`)).toEqual([
      '1 Your personas are ready',
      '2 Bargain Hunters',
      '2 Retired Regulars',
      '2 The last few',
    ])
    expect(html).toContain('href="https://moira.example.com/sets/1?a=1&amp;b=2"')
    expect(html).toContain('Lumen &amp; Loom')
  })

  it('says what failed, and that nothing was lost', () => {
    const sentence = 'the cohort "VIP" has 3 people, at least 10 are needed'
    const failed: PersonasReady = { ...news, reason: 'error', personas: [], sentence }
    const { subject, text, html } = personasReadyMail({ ...failed, has_earlier: true })
    expect(subject).toBe('Your personas could not be built: Customers personas')
    expect(text).toContain(`What was there before is unchanged.\n\n${sentence}\n`)
    expect(html).toContain('the cohort &quot;VIP&quot; has 3 people')
    // Of a first build there was nothing before.
    expect(personasReadyMail(failed).text).toContain(`has stopped with an error.\n\n${sentence}\n`)
    expect(personasReadyMail({ ...news, reason: 'again' }).subject).toBe(
      'Your personas are up to date again: Customers personas',
    )
  })

  it('says how many there were, and who is called otherwise, new or gone', () => {
    const renamed = [{ from: 'Lane', to: 'Paused Paul' }]
    const change = { count: 2, renamed, joined: ['A', 'B', 'C'], left: ['D', 'E'] }
    const { subject, text, html } = personasReadyMail({ ...news, reason: 'changed', change })
    expect(subject).toBe('Your personas have changed: Customers personas')
    expect(text).toContain(`Customers personas: 3 personas among 3,006 people (was 2, now 3). Data up to 31 Dec 2025.

Lane is now called Paused Paul.
New: A, B and C.
No longer among them: D and E.
`)
    expect(html).toContain('>Lane is now called Paused Paul.</p>')
    const same = personasReadyMail({ ...news, reason: 'changed', change: { ...change, count: 3 } })
    expect(same.text).not.toContain('was')
  })

  it('gives each bar the colour of its persona, of the hue of its portrait', () => {
    const { html } = personasReadyMail(news)
    const bars = [...html.matchAll(/height="8" style="[^"]*background:(#\w+)/g)].map(([, colour]) => colour)
    expect(bars).toEqual([0, 5, 2].map((slot) => barColours[slot]))
    expect(new Set(barColours).size).toBe(backgrounds.length)
    for (const [slot, background] of backgrounds.entries()) {
      const apart = Math.abs(hueOf(background) - hueOf(barColours[slot]!))
      expect(Math.min(apart, 360 - apart), String(slot)).toBeLessThan(25)
    }
  })

  it('leaves out a link that is no web address, and keeps the subject on one line', () => {
    const hostile = { ...news, link: 'javascript:alert(1)', set_name: 'VIP\r\nBcc: someone@example.com\u2028x' }
    const { subject, text, html } = personasReadyMail(hostile)
    expect(`${text}${html}`).not.toContain('javascript')
    expect(subject).toBe('Your personas are ready: VIP Bcc: someone@example.com x')
  })

  it('cuts names that are too long, between characters', () => {
    expect(personasReadyMail({ ...news, set_name: '🦉'.repeat(200) }).subject).toBe(
      `Your personas are ready: ${'🦉'.repeat(79)}…`,
    )
  })

  it('no text that a customer chose adds a tag or an attribute', () => {
    const tags = (html: string) => html.match(/<[^>]*>/g)?.map((tag) => tag.replace(/width="\d+%"/, 'width'))
    const text = fc.string({
      minLength: 1,
      unit: fc.constantFrom('<', '>', '"', "'", '&', 'a', ' ', 'b onload=', '<script>', '\u0000', '\n'),
    })
    fc.assert(
      fc.property(text, text, text, text, (account_name, set_name, name, salient) => {
        const personas = news.personas.map((each) => ({ ...each, name, facts: each.facts.map(() => salient) }))
        const { html, subject } = personasReadyMail({
          ...news,
          account_name,
          set_name,
          personas,
          sentence: `. ${salient}`,
        })
        const plain = personasReadyMail({ ...news, sentence: 'plain' })
        expect(tags(html)).toEqual(tags(plain.html))
        expect(subject).not.toMatch(/[\r\n\0]/)
      }),
    )
  })
})
