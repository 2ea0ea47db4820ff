import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tutorial } from '../../../demo/tutorial.ts'

test("the README's requests are those that demo, benchmarks and tests send", () => {
  const readme = readFileSync('README.md', 'utf8')
  const said = [...readme.matchAll(/curl -X POST \$API\/(\w+) [^']*'[^']*'\s(?:\\\n)?\s*-d '([^']*)'/g)]
  expect(said.map(([, path, body]) => [path, JSON.parse(body!)])).toEqual([
    ['datasets', tutorial.dataset],
    ['cohorts', tutorial.cohort],
    ['persona_sets', tutorial.personaSet('COHORT_ID')],
    ['scopes', tutorial.scope('COHORT_ID', 'PERSONA_SET_ID')],
    ['targets', tutorial.target('SCOPE_ID')],
  ])
})
