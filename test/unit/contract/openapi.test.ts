import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { allExamples, joinExamples } from '../../../bin/all-examples.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import { openapiDocument } from '../../../shared/contract/openapi.ts'
import { withExamples } from '../../../shared/contract/with-examples.ts'
import { components, contract } from '../../../shared/nouns/nouns.ts'

const committed = readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')

test('docs/openapi.json says what the contract says (else: npm run openapi)', async () => {
  expect(JSON.parse(committed)).toEqual(
    withExamples(openapiDocument(contract, components, packageJson.version), await allExamples()),
  )
})

test('every operation is described, and every reference leads somewhere', () => {
  const document = JSON.parse(committed)
  for (const operation of Object.values(contract).flatMap((ops) => Object.values(ops))) {
    expect(document.paths[operation.path][operation.method.toLowerCase()].summary).toBe(operation.summary)
  }
  for (const [, ref] of committed.matchAll(/"\$ref": "#\/([^"]+)"/g)) {
    expect(
      ref!.split('/').reduce((at, part) => at?.[part], document),
      ref,
    ).toBeDefined()
  }
})

test.each(['ids', 'components', 'operations', 'fields'] as const)('two files may not show the same of %s', (kind) => {
  const upstream = { [kind]: { size: ['small'] } }
  const other = { [kind]: { colour: ['red'] } }
  expect(
    joinExamples([
      ['a.ts', upstream],
      ['b.ts', other],
    ])[kind],
  ).toEqual({ size: ['small'], colour: ['red'] })
  expect(() =>
    joinExamples([
      ['a.ts', upstream],
      ['b.ts', { [kind]: { size: ['large'] } }],
    ]),
  ).toThrow(`two examples of ${kind} "size": in a.ts and in b.ts`)
})
