import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, test } from 'vitest'
import * as ts from '../../../../shared/engines/identity/normalize.ts'
import * as sql from '../../../../shared/engines/identity/normalize-sql.ts'
import { slowPaths } from '../../../../shared/engines/identity/slow-paths.ts'
import { defineFunctions } from '../../../../shared/lake/duck-functions.ts'

// Every dress of a program, on every kind of identifier: the value inside is the same.
const DRESSINGS: Record<string, (value: string) => string> = {
  apostrophe: (value) => `'${value}`,
  curlyApostrophe: (value) => `’${value}`,
  apostropheInQuotes: (value) => `"'${value}"`,
  formula: (value) => `="${value}"`,
  formulaOfText: (value) => `="'${value}"`,
  quotes: (value) => `"${value}"`,
  singleQuotes: (value) => `'${value}'`,
  curlyQuotes: (value) => `“${value}”`,
  germanQuotes: (value) => `„${value}“`,
  angles: (value) => `«${value}»`,
  zeroWidthBlank: (value) => `\u200b${value}\u200b`,
  insideZeroWidth: (value) => `${value.slice(0, 3)}\u200b${value.slice(3)}`,
  softHyphen: (value) => `${value.slice(0, 3)}\u00ad${value.slice(3)}`,
  wordJoiner: (value) => `${value.slice(0, 2)}\u2060${value.slice(2)}`,
  byteOrderMark: (value) => `\ufeff${value}`,
  directions: (value) => `\u202a${value}\u202c`,
  isolates: (value) => `\u2068${value}\u2069`,
  noBreakBlanks: (value) => `\u00a0${value}\u00a0`,
  ideographicBlank: (value) => `\u3000${value}`,
  tab: (value) => `\t${value}`,
  decomposed: (value) => value.normalize('NFD'),
  composed: (value) => value.normalize('NFC'),
}

const street = (v: string) => sql.canonicalStreetSql(v)
const KINDS: Record<string, { values: string[]; one: (value: string) => string | null; many: string }> = {
  email: {
    values: ['ann.lee@example.com', 'Zoë@bücher.example', 'bob+shop@example.co.uk'],
    one: ts.canonicalEmail,
    many: sql.canonicalEmailSql('v'),
  },
  email_hash: {
    values: ['5ff860bf1190596c7188ab851db691f0f3169c453936e9e1eba2f9a47f7a0018'],
    one: ts.canonicalEmailHash,
    many: sql.canonicalEmailHashSql('v'),
  },
  phone: {
    values: ['+12125550100', '(212) 555-0100', '+49 711 2842222'],
    one: ts.canonicalPhone,
    many: sql.canonicalPhoneSql('v'),
  },
  id: {
    values: ['6601234567890', '00123', 'AbC-12', 'b1946ac9-2bc0-4d37-8bf2-c1b2a3d4e5f6', 'kunde-ü7'],
    one: ts.canonicalExternal,
    many: sql.canonicalExternalSql('v'),
  },
  name: {
    values: ["O'Brien", 'Zoë', 'Mary Ann', 'Иван'],
    one: ts.canonicalPersonName,
    many: sql.canonicalPersonNameSql('v'),
  },
  postcode: {
    values: ['02139', '02139-4307', 'SW1A 1AA', '70174', '1234 AB'],
    one: ts.canonicalPostcode,
    many: sql.canonicalPostcodeSql('v'),
  },
  street: {
    values: ['12 Oak Street', '12 North Oak St, Apt 3-B', 'Hauptstraße 5', 'PO Box 12', '12 First Ave'],
    one: ts.canonicalStreet,
    many: street('v'),
  },
  fullName: {
    values: ['Ann Lee', 'Lee, Ann'],
    one: (value) => Object.values(ts.splitFullName(ts.undressedText(value))).join('|'),
    many: `${sql.splitFullNameSql('w').first} || '|' || ${sql.splitFullNameSql('w').last}`,
  },
  /** As it is delivered; letters stay in the form in which they came. */
  written: {
    values: ['Ann Lee', "O'Brien", '12 Oak St'],
    one: ts.undressedText,
    many: sql.writtenTextSql('v'),
  },
}

const connection = await (await DuckDBInstance.create(':memory:')).connect()
defineFunctions(connection, slowPaths)

describe.each(Object.entries(KINDS))('%s', (_, { values, one, many }) => {
  test.each(Object.entries(DRESSINGS))('%s', async (_name, dress) => {
    for (const value of values) {
      const wanted = one(value)
      expect(wanted).not.toBeNull()
      expect({ value, is: one(dress(value)) }).toEqual({ value, is: wanted })
      const result = await connection.runAndReadAll(
        `SELECT ${many} FROM (SELECT v, ${sql.writtenTextSql('v')} AS w FROM (SELECT $1 AS v))`,
        [dress(value)],
      )
      expect({ value, inDuckDb: result.getRows()[0]![0] }).toEqual({ value, inDuckDb: wanted })
    }
  })
})

test('an apostrophe that begins a word is part of it', () => {
  expect(["'t Hooft", "'s-Hertogenbosch", 'd’Artagnan'].map(ts.undressedText)).toEqual([
    "'t Hooft",
    "'s-Hertogenbosch",
    'd’Artagnan',
  ])
})

describe('addresses of mailboxes', () => {
  const written = ['ann@a.example', 'Lee+x@b.example', 'zoë@bücher.example']
  const canonical = ['ann@a.example', 'lee+x@b.example', 'zoë@bücher.example']
  const AROUND = [
    (email: string) => email,
    (email: string) => `<${email}>`,
    (email: string) => `mailto:${email}`,
    (email: string) => `SMTP:${email}`,
    (email: string) => `'${email}'`,
    (email: string) => `Ann Lee <${email}>`,
    (email: string) => `${email}.`,
    (email: string) => `${email} (work)`,
    (email: string) => `Work: ${email}`,
    (email: string) => `Ann [mailto:${email}]`,
    (email: string) => email.replace('@', '＠'),
    (email: string) => email.replace('bücher', 'xn--bcher-kva'),
  ]
  const GAPS = [';', '; ', ',', ', ', ' , ', '|', '\n', '\r\n', '；', ';;', ' ; ']
  const BARE_GAPS = [' ', '/', ' / ', ' and ', ' & ', ' ::: ', '  ']

  test('of a cell are all found, however they stand in it', () => {
    for (const around of AROUND) {
      expect(written.map((email) => ts.canonicalEmail(around(email)))).toEqual(canonical)
      for (const gap of GAPS) {
        const cell = written.map(around).join(gap)
        expect({ cell, are: ts.canonicalEmails(cell) }).toEqual({ cell, are: canonical })
      }
    }
    for (const gap of BARE_GAPS) {
      const cell = written.join(gap)
      expect({ cell, are: ts.canonicalEmails(cell) }).toEqual({ cell, are: canonical })
    }
  })

  test('that are none stay none', () => {
    const none = [
      'bob smith@example.com',
      'doe, john@example.com',
      'bob@localhost',
      'bob@@x.com',
      '@',
      'a@',
      'ask bob@x.com or ann',
    ]
    expect(none.map((cell) => ts.canonicalEmails(cell))).toEqual(none.map(() => []))
  })
})
