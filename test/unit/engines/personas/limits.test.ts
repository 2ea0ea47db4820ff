import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  FEWEST_TRIED,
  LEAST_PEOPLE,
  leastPeopleFor,
  MOST_ASKED,
  MOST_TRIED,
  percent,
  SMALLEST_SHARE,
} from '../../../../shared/engines/personas/limits.ts'
import { PersonaSetConfig } from '../../../../shared/nouns/persona_sets/contract.ts'

test('docs/personas.md states the limits that hold', () => {
  const page = readFileSync('docs/personas.md', 'utf8')
  expect(page).toContain(`needs at least ${LEAST_PEOPLE} people`)
  expect(page).toContain(`no persona under ${percent(SMALLEST_SHARE)}`)
  expect(page).toContain(`Otherwise ${FEWEST_TRIED} to ${MOST_TRIED} are all tried`)
})

test('a number of personas asks for as many people, and never for fewer than a set needs', () => {
  expect([undefined, 1, 2, MOST_ASKED].map(leastPeopleFor)).toEqual([LEAST_PEOPLE, LEAST_PEOPLE, 2, MOST_ASKED])
  const asked = (number_of_clusters: number) =>
    PersonaSetConfig.shape.number_of_clusters.safeParse(number_of_clusters).success
  expect([0, 1, MOST_ASKED, MOST_ASKED + 1].map(asked)).toEqual([false, true, true, false])
})

test('no other file of the product writes a limit as a number of its own', () => {
  const files = globSync('shared/{engines/personas,nouns/persona_sets}/**/*.ts')
  const spelled = files.filter(
    (file) =>
      !file.endsWith('/limits.ts') &&
      /['"`][^'"`\n]*\b(5 %|at least [2-9]\b|2 to 8)|Math\.max\(2,|\.max\(20\)|rows < 2\b/.test(
        readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''),
      ),
  )
  expect(files.length).toBeGreaterThan(50)
  expect(spelled).toEqual([])
})
