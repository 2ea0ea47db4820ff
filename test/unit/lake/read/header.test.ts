import { expect, test } from 'vitest'
import { missingColumns } from '../../../../shared/lake/ingest/missing-columns.ts'
import { tryDecode } from '../../../golden/ingest/try-ingest.ts'

test.each(['\ufeffemail', '\u200bemail', 'email\u00a0', '\u2060 email\u200e', 'e\u00admail', '\u202femail\u3000'])(
  '%j is email',
  async (name) => {
    const { facts, rows } = await tryDecode(`"${name}",n\nann@example.com,1\n`, { needed: ['email'] })
    expect(facts.columns).toEqual(['email', 'n'])
    expect(rows).toEqual([['ann@example.com', '1']])
    // The other way round: the dataset names it in a way that nobody can see.
    expect((await tryDecode('email,n\nx,1\n', { needed: [name] })).facts.columns).toEqual([name, 'n'])
  },
)

test('accents composed and not, blanks of other widths', async () => {
  const needed = ['Größe', 'Order\u00a0ID', 'prénom']
  const { facts } = await tryDecode('Gro\u0308ße,Order ID,pre\u0301nom\n1,2,3\n', { needed })
  expect(facts.columns).toEqual(needed)
})

test('a name that is written so comes before one that looks so', async () => {
  const { facts } = await tryDecode('email\u200b,email\nx,y\n', { needed: ['email'] })
  expect(facts.columns).toEqual(['email_2', 'email'])
})

test('any number of byte order marks goes before quotes are looked at', async () => {
  for (const marks of ['\ufeff', '\ufeff\ufeff', '\ufeff\ufeff\ufeff']) {
    for (const encoding of ['utf8', 'utf16le'] as const) {
      const { facts } = await tryDecode(Buffer.from(`${marks}"email","n"\n"x","1"\n`, encoding))
      expect(facts.columns).toEqual(['email', 'n'])
    }
  }
})

test.each([
  [
    '\u0435mail',
    '"\u0435mail" looks like "email", but has "\u0435" (U+0435, Cyrillic) where that has "e" (U+0065, Latin)',
  ],
  ['emai1', '"emai1" looks like "email", but has "1" (U+0031) where that has "l" (U+006C, Latin)'],
  ['e‑mail', undefined],
  ['Email', undefined],
])('a sentence says in which letter %j differs from email', (name, why) => {
  const sentence = missingColumns(['email'], [name, 'total'])!
  expect(sentence).toContain('column not found: "email"')
  if (why) expect(sentence.endsWith(`; ${why}`), sentence).toBe(true)
  else expect(sentence).not.toContain('looks like')
})
