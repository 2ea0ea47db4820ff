import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { allExamples } from '../../../bin/all-examples.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import { withExamples } from '../../../shared/contract/examples.ts'
import { openapiDocument } from '../../../shared/contract/openapi.ts'
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
