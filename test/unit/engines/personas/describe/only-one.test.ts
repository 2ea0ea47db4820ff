import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { describeShard } from '../../../../../shared/engines/personas/describe/describe.ts'
import { finishDescription } from '../../../../../shared/engines/personas/describe/description.ts'
import { interpret } from '../../../../../shared/engines/personas/describe/interpretation.ts'
import { plainEngine } from '../../../../../shared/engines/personas/fit/engine-plain.ts'
import { fitModel } from '../../../../../shared/engines/personas/model.ts'
import { withDuck } from '../../../../../shared/lake/duck.ts'
import { traitDimension } from '../../../../../shared/lake/features/choose-dimensions.ts'
import { assignPeople } from '../../../../../shared/nouns/persona_sets/build/assign-people.ts'
import { numbers, tableOf } from '../../../../support/persona-tables.ts'

const tmp = mkdtempSync(join(tmpdir(), 'only-one-'))
afterAll(() => rmSync(tmp, { recursive: true }))

const people = 200
const visits = Array.from({ length: people }, (_, i) => (i % 2) * 10 + (i % 5))
const table = tableOf(numbers('visits', visits))
const fitted = (k: number) => fitModel(table, { seed: 's', engine: plainEngine, k })

describe('a set of a single persona', () => {
  it.each([
    [1, { people, runners_up: 0, margins: 0 }],
    [2, { people, runners_up: people, margins: people }],
  ])('of %i: a margin is told where there is another persona to decide between', async (k, expected) => {
    const { model } = fitted(k)
    const told = await withDuck({ memoryMb: 256, threads: 1, tmp }, async (db) => {
      await db.run(`CREATE TABLE traits AS SELECT md5(CAST(n AS VARCHAR))::UUID AS person_id,
          CAST((n % 2) * 10 + n % 5 AS DOUBLE) AS visits FROM range(${people}) r(n);
        CREATE VIEW members AS SELECT person_id FROM traits`)
      const relations = { members: 'members', traits: 'traits', stream: () => 'none' }
      await assignPeople(db, 'assigned', model, [traitDimension('visits', 'DOUBLE')], relations, Date.UTC(2026, 0))
      return db.rows(
        `SELECT count(*) AS people, count(margin) AS margins, count(*) FILTER (runner_up >= 0) AS runners_up FROM assigned`,
      )
    })
    expect(told).toEqual([expected])
  })

  it('is compared with nobody, and is not said to stand beside others', () => {
    const { model, assignment } = fitted(1)
    const counted = describeShard(model.encoder, 1, table, assignment.persona)
    const [persona] = finishDescription(model.encoder, counted).personas
    const { summary, marketing_strategems } = interpret(model.encoder, persona!, 'Steady Stella')
    expect(summary).toBe(
      'Steady Stella stands for 200 people, 100 % of the set. There is nobody else in it to compare them with.',
    )
    expect(marketing_strategems.join()).not.toMatch(/neighbour/)
    expect(marketing_strategems).toHaveLength(3)
    expect(model.selection.reason).toBe('1 persona because that number was asked for.')
  })
})
