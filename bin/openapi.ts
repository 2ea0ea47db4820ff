import { writeFileSync } from 'node:fs'
import packageJson from '../package.json' with { type: 'json' }
import { openapiDocument } from '../shared/contract/openapi.ts'
import { components, contract } from '../shared/nouns/nouns.ts'

/** Writes docs/openapi.json from the contract. A test fails when somebody forgot. */
const file = new URL('../docs/openapi.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(openapiDocument(contract, components, packageJson.version), null, 2)}\n`)
