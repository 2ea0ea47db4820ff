import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PersonasReady, personasReadyMail } from '../../../../shared/engines/mail/personas-ready.ts'

const news: PersonasReady = {
  account_name: 'Lumen & Loom',
  set_name: 'Customers personas',
  reason: 'ready',
  personas: [
    { name: 'Retired Regulars', people: 601, share: 0.2, salient: ['65 and older', 'orders every month'] },
    { name: 'Bargain Hunters', people: 2404, share: 0.7976, salient: ['18 to 29', 'small baskets'] },
    { name: 'The last few', people: 1, share: 0.0003, salient: [] },
  ],
  link: 'https://moira.example.com/sets/1?a=1&b=2',
}

describe('personasReadyMail', () => {
  it('tells the same story as text', () => {
    expect(personasReadyMail(news).subject).toBe('Your personas are ready: Customers personas')
    expect(personasReadyMail(news).text).toBe(`Your personas are ready

Customers personas: 3 personas among 3,006 people.

Bargain Hunters: 2,404 people, 80%
  - 18 to 29
  - small baskets

Retired Regulars: 601 people, 20%
  - 65 and older
  - orders every month

The last few: 1 person, under 1%

See them: https://moira.example.com/sets/1?a=1&b=2

--
Sent by Moira to the account Lumen & Loom. This mail holds no data about any single customer.
`)
  })

  it('and as HTML that fetches nothing and reads in order', () => {
    const { html } = personasReadyMail(news)
    expect(html).toContain('<html lang="en">')
    expect(html).not.toMatch(/<(img|script|link|style|iframe)\b|url\(/)
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
    expect(personasReadyMail({ ...news, reason: 'refit' }).subject).toBe(
      'Your personas were fitted anew: Customers personas',
    )
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
        const personas = news.personas.map((each) => ({ ...each, name, salient: each.salient.map(() => salient) }))
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
