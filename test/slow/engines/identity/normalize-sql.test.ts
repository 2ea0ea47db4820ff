import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as ts from '../../../../shared/engines/identity/normalize.ts'
import * as sql from '../../../../shared/engines/identity/normalize-sql.ts'
import { slowPaths } from '../../../../shared/engines/identity/slow-paths.ts'
import { defineFunctions } from '../../../../shared/lake/duck-functions.ts'

// The rules exist twice: for one value, and for a million rows inside DuckDB. Here the two read the same odd inputs.

const rules: Record<string, { one: (value: string) => string | null; many: string }> = {
  email: { one: ts.canonicalEmail, many: sql.canonicalEmailSql('v') },
  hash: { one: ts.canonicalEmailHash, many: sql.canonicalEmailHashSql('v') },
  hashOfEmail: { one: ts.emailHashOfEmail, many: sql.emailHashOfEmailSql('v') },
  phone: { one: ts.canonicalPhone, many: sql.canonicalPhoneSql('v') },
  external: { one: ts.canonicalExternal, many: sql.canonicalExternalSql('v') },
  name: { one: ts.canonicalName, many: sql.canonicalNameSql('v') },
  personName: { one: ts.canonicalPersonName, many: sql.canonicalPersonNameSql('v') },
  generation: { one: ts.generationOf, many: sql.generationSql('v') },
  state: { one: ts.canonicalState, many: sql.canonicalStateSql('v') },
  street: { one: ts.canonicalStreet, many: sql.canonicalStreetSql('v') },
  numberedStreet: { one: (v) => ts.canonicalStreet(`12 ${v}`), many: sql.canonicalStreetSql("'12 ' || v") },
  furtherEmails: {
    one: (v) => ts.canonicalEmails(v).slice(1).join('\n') || null,
    many: `CASE WHEN ${sql.further.email.isThere('v')} THEN ${sql.further.email.lines('v')} END`,
  },
  furtherPhones: {
    one: (v) => ts.canonicalPhones(v).slice(1).join('\n') || null,
    many: `CASE WHEN ${sql.further.phone.isThere('v')} THEN ${sql.further.phone.lines('v')} END`,
  },
  phoneAbroad: { one: (v) => ts.canonicalPhone(v, 'DE'), many: sql.canonicalPhoneSql('v', "'DE'") },
  phoneAtHome: { one: (v) => ts.canonicalPhone(v, 'US'), many: sql.canonicalPhoneSql('v', "'US'") },
  postcodeInState: {
    one: (v) => ts.canonicalPostcode(v, 'MA'),
    many: sql.canonicalPostcodeSql('v', "'MA'"),
  },
  written: { one: ts.undressedText, many: sql.writtenTextSql('v') },
  writtenPostcode: { one: ts.writtenPostcode, many: sql.writtenPostcodeSql('v') },
  postcode: { one: ts.canonicalPostcode, many: sql.canonicalPostcodeSql('v') },
  first: { one: (v) => ts.splitFullName(v).first, many: sql.splitFullNameSql('v').first },
  last: { one: (v) => ts.splitFullName(v).last, many: sql.splitFullNameSql('v').last },
  ofAnExpression: { one: (v) => ts.canonicalName(`${v}.`), many: sql.canonicalNameSql("v || '.'") },
  addressOfFullName: {
    one: (v) => ts.canonicalNameAddress({ ...ts.splitFullName(v), street: '12 Oak', postcode: v }),
    many: sql.canonicalNameAddressSql({ ...sql.splitFullNameSql('v'), street: "'12 Oak'", postcode: "v || ''" }),
  },
  addressInPostcode: {
    one: (v) => ts.canonicalNameAddress({ first: 'Zoë', last: v, street: `12 ${v}`, postcode: '2139' }),
    many: sql.canonicalNameAddressSql({ first: "'Zoë'", last: 'v', street: "'12 ' || v", postcode: "'2139'" }),
  },
  addressInCity: {
    one: (v) => ts.canonicalNameAddress({ first: v, last: 'Ng', street: `${v} Oak`, city: v, state: v, postcode: '' }),
    many: sql.canonicalNameAddressSql({
      first: 'v',
      last: "'Ng'",
      street: "v || ' Oak'",
      city: 'v',
      state: 'v',
      postcode: "''",
    }),
  },
}

async function inDuckDb(values: readonly string[]): Promise<Record<string, (string | null)[]>> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  defineFunctions(connection, slowPaths)
  await connection.run('CREATE TABLE t (i INTEGER, v VARCHAR)')
  const appender = await connection.createAppender('t')
  values.forEach((value, i) => {
    appender.appendInteger(i)
    appender.appendVarchar(value)
    appender.endRow()
  })
  appender.closeSync()
  const columns = Object.entries(rules).map(([name, rule]) => `${rule.many} AS "${name}"`)
  const result = await connection.runAndReadAll(`SELECT ${columns.join(', ')} FROM t ORDER BY i`)
  connection.closeSync()
  instance.closeSync()
  return result.getColumnsObject() as Record<string, (string | null)[]>
}

async function expectAgreement(values: readonly string[]) {
  const many = await inDuckDb(values)
  for (const [name, rule] of Object.entries(rules)) {
    values.forEach((value, i) => {
      expect({ rule: name, value, result: many[name]![i] }).toEqual({ rule: name, value, result: rule.one(value) })
    })
  }
}

const odd =
  `|\0| |\t|\u00a0|\ufeffx|null|NULL|N/A|none|Anonymous|-|--|0|000|0-0|0.0|-1|17850.0|1.0|007|abc.0|.0|3.05e9|'|"|\\|%
bob@example.com| Bob+Shop@Example.COM |bob@@x.com|bob@x|@x.com|a b@x.com|none@gmail.com|test@test.com|é@ü.de|É@Ü.DE|b.@x.com|b@x..com|b@.com|b@x.com.|+a@x.com|a+@x.com|İ@x.com|bob@x.com\u200b
(212) 555-0100|212.555.0100|1-212-555-0100|+1 (212) 555 0100|2125550100.0|212 555 0100 ext. 12|+1 212 555 0100 x12|212-555-0100#7|+44 (0)20 7946 0018|0044 20 7946 0018|+44 020 7946 0018|+49 0711 2842222|+55 (12) 3923-5555|+47 22 44 22 22|0142685300|01.42.68.53.00|555-0100|0000000000|+10000000000|1234567890|999-999-9999|1-800-FLOWERS|911|(0)|+(0)|00|+|++12125550100|12345678901234567|212–555–0100|5551234567 ext 99999999|12+3456789
Mary Ann Smith|Dr. Ludwig van Beethoven|Smith, John|Smith,|, John|John Smith, Jr.|John Lee Sr|Lee Jr., John|John Lee III, PhD|John Lee Senior|John Senior|Lee Junior|lee snr.|John Ray Lee 2nd|Smith II|a  b  jr.|x jr sr|Mr. & Mrs. Smith|O'Brien|O’Brien|Jean-Luc|ZOË|Łódź|Straße|STRASSE|ΑΣ ας|Ærø|Þór|ﬁ|Ω|Kelvin K|ſmith|한글 이름|王 小明|Иван Иванов|ИВАН|مُحَمَّد|e\u0301|dr|Dr.|dr dr x|van Gogh|de la Cruz|Maria de la Cruz|  a   b  |a\nb|a\tb c|Null|Jr.|X jr jr|İstanbul
12 North Oak Street, Apt 3|12 n. oak st #3|Theodor-Heuss-Straße 34|Av. Brigadeiro Faria Lima, 2170|P.O. Box 12|12-14 High St.|Street|st st st|1st Ave|First Avenue Northeast|St. Louis|Saint Louis|Missouri|N.Y.|new york|New  York|12|a|_|st_5|street5|a|b|constructor|__proto__
02139|2139|139|39|02139-4307|2139-4307|021394307|2139.0|00000|SW1A 1AA|sw1a1aa|H2G 1A7|12227-000|100-0001|00-950|1000 AP|D-70174|12-3456|1234-567
e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855|AB5BA0A0E7F1D4E6D5E5A1A5E1F1F4F3D1C2B3A495867768594A3B2C1D0E0F0A`
    .split(/[|\n]/)
    .concat('a|b', 'a\nb', '', '😀', '👨‍👩‍👧 Smith')

/** Pieces of addresses: each rule of a street, alone and beside others. */
const STREET_PIECES = (
  'Oak Main St Street Ave Avenue N S E W NE North South Northeast West 1st First Twenty Second 2nd 3 12 3B 3-B B 4-C Apt Unit Flat # ' +
  'PO Box P.O. POB Post Office Postfach Hauptstraße Hauptstr Hauptstr. Kerkstraat Muellerstr Müllerstr rue bis ter 5bis Route Rte Queen ' +
  'Blue Michael Nineteenth Fortieth Weststr box12 No nr No. ½ Mount Mt Plaza 12 Ter Bis z 7 Straße Premier 1er Rural State County Road CR R C Floor 3rd # Market Farm to'
).split(' ')

describe('the SQL normalisers', () => {
  test('give what the TypeScript ones give, on addresses', async () => {
    const street = fc
      .array(fc.constantFrom(...STREET_PIECES), { minLength: 1, maxLength: 6 })
      .chain((pieces) => fc.constantFrom(' ', '  ', ', ').map((gap) => pieces.join(pieces.length % 2 ? gap : ' ')))
    await expectAgreement(fc.sample(street, { seed: 11, numRuns: 6000 }))
  })

  test('give what the TypeScript ones give, on odd values', () => expectAgreement(odd))

  test('give what the TypeScript ones give, on any text', async () => {
    const known = fc.string({ unit: 'binary', maxLength: 12 })
    const pieces = fc
      .array(
        fc.constantFrom(
          ...odd,
          ...['p:', 'z:', '="', '"', "'", ';', '/', '<', '>', 'mailto:', 'tel:', '(cell)', '\u00ad', 'a@b.cc', 'or'],
          ' ',
          ',',
          '.',
          '-',
          '+',
          '@',
          'st',
          '0',
          '1',
          'x',
          'é',
          ' van ',
          ' jr',
          ' Sr.',
          ', III',
          ' senior',
        ),
        { maxLength: 5 },
      )
      .map((parts) => parts.join(''))
    const digits = fc.stringMatching(/^\+?[0-9 ().-]{0,18}(x[0-9]{1,3})?$/)
    const values = fc.sample(fc.oneof(known, pieces, digits, fc.string(), fc.emailAddress()), {
      seed: 7,
      numRuns: 4000,
    })
    await expectAgreement(values)
  })

  test('are NULL for NULL', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    defineFunctions(connection, slowPaths)
    const columns = Object.values(rules).map((rule) => rule.many.replaceAll("'Zoë'", 'v').replaceAll("'Ng'", 'v'))
    const result = await connection.runAndReadAll(`SELECT ${columns.join(', ')} FROM (SELECT NULL::VARCHAR AS v)`)
    expect(result.getRows()).toEqual([columns.map(() => null)])
  })
})
