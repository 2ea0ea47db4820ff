import { writeFileSync } from 'node:fs'
import packageJson from '../package.json' with { type: 'json' }
import { openapiDocument } from '../shared/contract/openapi.ts'
import { withExamples } from '../shared/contract/with-examples.ts'
import { components, contract } from '../shared/nouns/nouns.ts'
import { allExamples } from './all-examples.ts'

/** Writes docs/openapi.json from the contract. A test fails when somebody forgot. */
const file = new URL('../docs/openapi.json', import.meta.url)
const document = withExamples(openapiDocument(contract, components, packageJson.version), await allExamples())
writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`)
