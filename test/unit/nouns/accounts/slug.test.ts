import fc from 'fast-check'
import { expect, test } from 'vitest'
import { slugOf } from '../../../../shared/nouns/accounts/slug.ts'

test.each([
  ['Example Shop', 'example-shop'],
  ['  Café Éclair & Co. ', 'cafe-eclair-co'],
  ['24/7', '24-7'],
  ['ＦＵＬＬ width', 'full-width'],
  ['花店', undefined],
  ['--', undefined],
])('the slug of %j is %j', (name, slug) => {
  expect(slugOf(name)).toBe(slug)
})

test('a slug is the slug of itself, and needs no escape in an address', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const slug = slugOf(name)
      if (slug === undefined) return
      expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(slugOf(slug)).toBe(slug)
    }),
  )
})
