import { registerHooks } from 'node:module'
import { expect, test } from 'vitest'
import document from '../../../docs/openapi.json' with { type: 'json' }

/** The generator speaks to the compiler of TypeScript 5, which is here beside the one that checks the project. */
registerHooks({ resolve: (name, context, next) => next(name === 'typescript' ? 'typescript-5' : name, context) })

test('a strict generator makes a client of the document, whose requests need only what must be sent', async () => {
  const { default: generate, astToString } = await import('openapi-typescript')
  const made = astToString(await generate(JSON.parse(JSON.stringify(document)), { silent: true }))
  for (const path of Object.keys(document.paths)) expect(made).toContain(`"${path}": {`)
  /** The fields of a configuration, each with its question mark. */
  const fieldsOf = (config: string) => new RegExp(`\\n {8}${config}: \\{\\n([\\s\\S]*?)\\n {8}\\};`).exec(made)![1]!
  expect(fieldsOf('PersonaSetConfig')).toMatch(/\brefit\?:/)
  expect(fieldsOf('PersonaSetConfig')).toMatch(/\bcohort_id: string/)
  expect(fieldsOf('TargetConfig')).toMatch(/\brepresentation\?:/)
  expect(made).not.toContain('unknown[]')
})
