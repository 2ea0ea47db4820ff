import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as normalize from '../../../shared/identity/normalize.ts'

// Lines of `rule | as written | canonical`; an empty last cell: no identifier. The file is meant to be read.
const lines = readFileSync(new URL('./normalise.txt', import.meta.url), 'utf8').split('\n')
const cases = lines.filter(Boolean).map((line) => line.split('|').map((cell) => cell.trim()))

const rules: Record<string, (value: string) => string | null> = {
  email: normalize.canonicalEmail,
  email_hash: normalize.canonicalEmailHash,
  hash_of_email: normalize.emailHashOfEmail,
  phone: normalize.canonicalPhone,
  external: normalize.canonicalExternal,
  name: normalize.canonicalName,
  postcode: normalize.canonicalPostcode,
  full_name: (value) => {
    const { first, last } = normalize.splitFullName(value)
    return first && `first: ${first}; last: ${last ?? ''}`.trim()
  },
  // first; last; street; city; state; postcode
  name_address: (value) => {
    const [first, last, street, city, state, postcode] = value.split(';')
    return (
      normalize.canonicalNameAddress({ first, last, street, city, state, postcode })?.replaceAll('|', ' ; ') ?? null
    )
  },
}

describe('canonical values', () => {
  test.each(cases)('%s: %s → %s', (rule, value, canonical) => {
    expect(rules[rule!]!(value!)).toBe(canonical || null)
  })
})
