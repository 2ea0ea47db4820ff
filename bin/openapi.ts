import { writeFileSync } from 'node:fs'
import packageJson from '../package.json' with { type: 'json' }
import { withExamples } from '../shared/contract/examples.ts'
import { openapiDocument } from '../shared/contract/openapi.ts'
import { examples } from '../shared/nouns/examples.ts'
import { components, contract } from '../shared/nouns/nouns.ts'

/** Writes docs/openapi.json from the contract. A test fails when somebody forgot. */
const file = new URL('../docs/openapi.json', import.meta.url)
const document = withExamples(openapiDocument(contract, components, packageJson.version), examples)
writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`)
