import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { externalId, inPredictions, inRows, inValues } from '../../../shared/lake/columns.ts'

/** A text that begins with a prefix of the lake's columns, in quotes or in a statement. */
const prefixLike =
  /['"`( .,](v(\d|\$\{[^}]*\})_|s\$\{[^}]*\}(['"`_]| AND)|[trikxa]_(\$\{|['"`])|[ikx]_[a-z]|(ps|c)\$\{[^}]*\}_)/

/** Lines of code, comments left out, that spell a prefix. */
const spelled = (text: string): string[] =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .map((line) => line.replace(/(^|\s)\/\/.*$/, '').trim())
    .filter((line) => /['"`]/.test(line) && prefixLike.test(line))

test('no other file of the product spells a prefix', () => {
  const files = globSync('{shared,functions}/**/*.ts').filter((file) => file !== 'shared/lake/columns.ts')
  const found = files.flatMap((file) => spelled(readFileSync(file, 'utf8')).map((line) => `${file}: ${line}`))
  expect(files.length).toBeGreaterThan(200)
  expect(found).toEqual([])
})

test('the search finds every prefix, as this file once found them in the code', () => {
  const own = readFileSync('shared/lake/columns.ts', 'utf8')
  // Seven prefixes with a name behind them, the flag of a stream, and the six columns of predictions.
  expect(spelled(own)).toHaveLength(14)
  // biome-ignore lint/suspicious/noTemplateCurlyInString: code as it stands in a file
  for (const line of ['quoteName(`v${set}_${part}`)', '`, i_${column}`', "['k_email']", '`FROM x WHERE s${n} AND b`']) {
    expect(spelled(line)).toEqual([line])
  }
})

test('a column gives back the name that it was made of, and no other prefix takes it for its own', () => {
  const all = [
    inRows.value(0),
    inRows.value(1),
    inRows.value(10),
    inRows.property(0),
    inRows.property(1),
    inRows.property(10),
    inRows.trait,
    inRows.reference,
  ]
  // A customer's name may look like a column itself.
  for (const name of ['age', 't_age', 's0', 'v1_email', '']) {
    const columns = all.map((prefix) => prefix.of(name))
    for (const [i, prefix] of all.entries()) {
      expect(prefix.namesIn(columns)).toEqual([name])
      expect(columns.map(prefix.has).indexOf(true)).toBe(i)
    }
    expect(columns).not.toContain(inRows.isEvent(0))
  }
  expect(inValues.written.namesIn([inValues.canonical.of(externalId.of('card'))])).toEqual([])
  expect(externalId.nameOf(inValues.canonical.nameOf('k_x_card')!)).toBe('card')
  expect(new Set(Object.values(inPredictions).map((column) => column(0 as never))).size).toBe(6)
})
