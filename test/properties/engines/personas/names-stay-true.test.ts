import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Table } from '../../../../shared/engines/personas/columns.ts'
import { describeShard } from '../../../../shared/engines/personas/describe/describe.ts'
import { finishDescription } from '../../../../shared/engines/personas/describe/description.ts'
import { wordsFor } from '../../../../shared/engines/personas/describe/descriptors.ts'
import { portraitOf, sayTheSame } from '../../../../shared/engines/personas/describe/portrait.ts'
import { plainEngine } from '../../../../shared/engines/personas/fit/engine-plain.ts'
import { fitModel, type Model } from '../../../../shared/engines/personas/model.ts'
import { createRandom } from '../../../../shared/engines/personas/random.ts'
import { categories, gaussian, numbers, tableOf } from '../../../support/persona-tables.ts'

/**
 * People of three kinds, as they are after an upload: who they are stays, their figures change, as further orders change
 * them. A figure that was rare before may be usual now.
 */
function people(seed: string, upload: number, n: number): Table {
  const kinds = createRandom(seed)
  const kind = Array.from({ length: n }, () => kinds.below(3))
  const random = createRandom(`${seed}:${upload}`)
  const centres = Array.from({ length: 4 }, () => [random.unit() * 20, random.unit() * 20, random.unit() * 20])
  const of = (t: number) => kind.map((k) => Math.max(0, centres[t]![k]! + gaussian(random)))
  return tableOf(
    numbers('orders_count', of(0).map(Math.round), { source: 'stream', literate: 'number of orders' }),
    numbers('orders_total_value', of(1), {
      source: 'stream',
      literate: 'total value of orders',
      concept: 'order_value',
    }),
    numbers('orders_recency_days', of(2), { source: 'stream', literate: 'days since the last order', unit: 'days' }),
    numbers('age', of(3)),
    categories(
      'pets',
      kind.map((k) => (k === 0 && random.unit() < 0.8 ? 'dog' : 'none')),
    ),
  )
}

const fitted = (table: Table, previous?: Model, avoidProtected = false) =>
  fitModel(table, { seed: 's', engine: plainEngine, k: 3, previous, avoidProtected }).model

/** Everything of a model that is not a name, a face or an id. */
const figures = ({ centroids, encoder, selection, personas }: Model) => ({
  ...{ centroids, encoder, selection },
  shares: personas.map(({ share }) => share),
})

describe('whatever was built before', () => {
  test('groups and figures are those of all rows at once, and each name and portrait is one that today would give', () => {
    let [kept, renamed, redrawn] = [0, 0, 0]
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: 60, max: 300 }), { maxLength: 2 }),
        fc.boolean(),
        fc.boolean(),
        (seed, cuts, avoid, turned) => {
          let before: Model | undefined
          // The account's wish may change with the last upload.
          for (const [upload, rows] of cuts.entries())
            before = fitted(people(seed, upload, rows), before, avoid !== turned)
          const all = people(seed, 9, 300)
          const model = fitted(all, before, avoid)
          if (before) expectReasons(before, model, all)
          const atOnce = fitted(all, undefined, avoid)
          expect(figures(model)).toEqual(figures(atOnce))
          expectTrue(model, all, avoid)
          expectTrue(atOnce, all, avoid)
          kept += model.changes.filter(({ change }) => change === 'kept').length
          renamed += model.personas.filter(({ previous_name }) => previous_name).length
          redrawn += model.personas.filter((persona) => persona.redrawn).length
        },
      ),
      { numRuns: 60 },
    )
    expect(renamed).toBeGreaterThan(10)
    expect(redrawn).toBeGreaterThan(10)
    expect(kept).toBeGreaterThan(renamed)
    expect(reasons.size).toBeGreaterThan(2)
  })
})

/** The test that every name and portrait passes, kept or new. */
function expectTrue(model: Model, table: Table, avoidProtected: boolean): void {
  const { assignment } = fitModel(table, { seed: 's', engine: plainEngine, k: 3 })
  const counted = describeShard(model.encoder, model.k, table, assignment.persona)
  const { personas } = finishDescription(model.encoder, counted)
  const plans = new Map(model.encoder.traits.map((trait) => [trait.name, trait]))
  const taken = model.personas.map(({ name }) => name.split(' ')[0]!)
  expect(new Set(taken).size).toBe(taken.length)
  model.personas.forEach(({ name, named_for, portrait, previous_name, renamed_because }, p) => {
    const worded = personas[p]!.salient.filter(({ trait }) => !(avoidProtected && plans.get(trait)!.protected))
      .map((effect) => ({
        effect,
        words: wordsFor(plans.get(effect.trait)!, effect, personas[p]!.centre[effect.trait]!),
      }))
      .filter(({ words }) => words.length > 0)
      .slice(0, 3)
    const says = worded.filter(({ words }) => words.includes(taken[p]!))
    const free = worded.flatMap(({ words }) => words).filter((word) => !taken.includes(word))
    // The word is of one of the three strongest differences, in their direction; else all their words are taken.
    if (free.length > 0) expect(says, name).not.toEqual([])
    if (says.length > 0) {
      expect(says.map(({ effect: { trait, direction, value } }) => ({ trait, direction, value }))).toContainEqual(
        named_for,
      )
    }
    const { seed, background } = portrait
    expect(sayTheSame(portrait, portraitOf(model.encoder, personas[p]!, seed, background, { avoidProtected }))).toBe(
      true,
    )
    expect(previous_name === undefined).toBe(renamed_because === undefined)
    expect(previous_name).not.toBe(name)
  })
  const backgrounds = model.personas.map(({ portrait }) => portrait.background)
  expect(new Set(backgrounds).size).toBe(backgrounds.length)
}

/** Each reason of a rename holds: of the difference that named the persona before, and of the one that does now. */
function expectReasons(before: Model, now: Model, table: Table): void {
  const { assignment } = fitModel(table, { seed: 's', engine: plainEngine, k: 3 })
  const { personas } = finishDescription(now.encoder, describeShard(now.encoder, now.k, table, assignment.persona))
  now.personas.forEach(({ id, name, named_for, previous_name, renamed_because: because = '' }, p) => {
    if (!previous_name) return
    const was = before.personas.find((one) => one.id === id)!.named_for
    const stands = personas[p]!.salient.some(
      ({ trait, direction, value }) => JSON.stringify({ trait, direction, value }) === JSON.stringify(was),
    )
    const isSame = was !== undefined && JSON.stringify(named_for) === JSON.stringify(was)
    const [word, oldWord] = [name, previous_name].map((one) => one.split(' ')[0])
    expect(/came from no difference/.test(because), because).toBe(was === undefined)
    if (/no longer sets them apart/.test(because)) expect(stands, because).toBe(false)
    if (/still sets them apart/.test(because)) expect([stands, isSame], because).toEqual([true, false])
    if (/another word says it/.test(because)) expect([isSame, word === oldWord], because).toEqual([true, false])
    if (/rest of the name/.test(because)) expect([isSame, word === oldWord], because).toEqual([true, true])
    if (/has chosen/.test(because)) expect([before.avoids_protected, now.avoids_protected]).toEqual([false, true])
    reasons.add(because.split(': ')[1] ?? because)
  })
}
const reasons = new Set<string>()
