import { DuckDBInstance, listValue } from '@duckdb/node-api'
import fc from 'fast-check'
import { getCountries, getExampleNumber } from 'libphonenumber-js'
import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' }
import { describe, expect, test } from 'vitest'
import { canonicalPhone, canonicalPhones, countryCode } from '../../../../shared/engines/identity/normalize.ts'
import { canonicalPhoneSql, further } from '../../../../shared/engines/identity/normalize-sql.ts'
import { slowPaths } from '../../../../shared/engines/identity/slow-paths.ts'
import { defineFunctions } from '../../../../shared/lake/duck-functions.ts'

// The example numbers of all countries, in the ways that people and programs write them, against libphonenumber's E.164.
const numbers = getCountries().flatMap((country) => {
  const example = getExampleNumber(country, examples)
  // Korea's ends in one figure seven times over, which is nobody's.
  return example && !/([0-9])\1{6}$/.test(example.number) ? [{ country, example }] : []
})

const DRESSINGS: Record<string, (number: string) => string> = {
  plain: (number) => number,
  apostrophe: (number) => `'${number}`,
  formula: (number) => `="${number}"`,
  quotes: (number) => `"${number}"`,
  lead: (number) => `p:${number}`,
  uri: (number) => `tel:${number}`,
  label: (number) => `Mobile: ${number}`,
  remark: (number) => `${number} (cell)`,
  invisible: (number) => `\u202a${number}\u202c`,
  noBreak: (number) => number.replaceAll(' ', '\u00a0'),
  dashes: (number) => number.replaceAll(' ', '\u2011'),
  dots: (number) => number.replaceAll(' ', '.'),
  fullWidth: (number) => number.replaceAll(/[0-9+]/g, (c) => String.fromCodePoint(c.codePointAt(0)! + 0xfee0)),
  arabic: (number) => number.replaceAll(/[0-9]/g, (c) => String.fromCodePoint(0x660 + Number(c))),
}

describe('phones of the world', () => {
  test('are known of more than two hundred countries', () => expect(numbers.length).toBeGreaterThan(200))

  test.each(Object.entries(DRESSINGS))('international spellings, %s', (_, dress) => {
    const wrong = numbers.flatMap(({ country, example }) => {
      const code = example.countryCallingCode
      const spellings = [
        example.number,
        example.formatInternational(),
        `+${code} (0)${example.nationalNumber}`,
        `+${code}-${example.nationalNumber}`,
        ...(example.number.length >= 10
          ? [`00${code}${example.nationalNumber}`, `00 ${example.formatInternational().slice(1)}`]
          : []),
      ]
      return spellings
        .map((spelling) => ({ country, spelling: dress(spelling), is: canonicalPhone(dress(spelling)) }))
        .filter(({ is }) => is !== example.number)
    })
    expect(wrong).toEqual([])
  })

  test.each(Object.entries(DRESSINGS))('national spellings beside their country, %s', (_, dress) => {
    const wrong = numbers.flatMap(({ country, example }) =>
      [example.formatNational(), example.nationalNumber, example.number, example.formatInternational()]
        .map((spelling) => ({ country, spelling: dress(spelling), is: canonicalPhone(dress(spelling), country) }))
        .filter(({ is }) => is !== example.number),
    )
    expect(wrong).toEqual([])
  })

  test('two in a cell are two', () => {
    const wrong = numbers.flatMap(({ country, example }, i) => {
      const other = numbers[(i + 1) % numbers.length]!.example
      return ['; ', ', ', ' / ', '|', '\n', ' ::: ', ' or ']
        .map((gap) => `${example.formatInternational()}${gap}${other.number}`)
        .map((cell) => ({ country, cell, are: canonicalPhones(cell) }))
        .filter(({ are }) => are.join() !== [example.number, other.number].join())
    })
    expect(wrong).toEqual([])
  })

  test('DuckDB says the same, of examples and of any number', async () => {
    const figures = fc.stringMatching(/^\+?[0-9]{7,15}$/)
    const abroad = fc
      .tuple(fc.constantFrom(...numbers), fc.stringMatching(/^[0-9]{6,11}$/))
      .map(([{ example }, rest]) => `+${example.countryCallingCode}${rest}`)
    const values = [
      ...numbers.flatMap(({ example }) => [example.number, example.formatInternational(), example.formatNational()]),
      ...fc.sample(fc.oneof(abroad, figures), { seed: 5, numRuns: 4000 }),
    ]
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    defineFunctions(connection, slowPaths)
    const result = await connection.runAndReadAll(
      `SELECT v, ${canonicalPhoneSql('v')}, ${canonicalPhoneSql('v', "'FR'")},
         CASE WHEN ${further.phone.isThere('v')} THEN ${further.phone.lines('v')} END FROM (SELECT unnest($1) AS v)`,
      [listValue(values)],
    )
    for (const [value, phone, inFrance, others] of result.getRows() as string[][]) {
      expect({ value, phone, inFrance, others }).toEqual({
        value,
        phone: canonicalPhone(value),
        inFrance: canonicalPhone(value, 'FR'),
        others: canonicalPhones(value).slice(1).join('\n') || null,
      })
    }
  })

  test('countries are known by their codes and names', () => {
    const names = ['DE', 'de', 'Deutschland', 'Germany', 'Allemagne', 'DEU', "'DE", ' Germany ']
    expect(names.map(countryCode)).toEqual(names.map(() => 'DE'))
    const american = ['US', 'USA', 'U.S.A.', 'United States', 'United States of America', 'Vereinigte Staaten']
    expect(american.map(countryCode)).toEqual(american.map(() => 'US'))
    expect(['UK', 'Great Britain', 'England', 'United Kingdom'].map(countryCode)).toEqual(['GB', 'GB', 'GB', 'GB'])
    expect(['', 'n/a', 'Atlantis', null].map(countryCode)).toEqual([undefined, undefined, undefined, undefined])
    expect(getCountries().filter((code) => code !== countryCode(code))).toEqual([])
  })
})
