import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Candidate, Failure, Tried } from '../../../../../shared/engines/personas/choose/evidence.ts'
import { finest } from '../../../../../shared/engines/personas/choose/finest.ts'
import { type Choice, reasonOf } from '../../../../../shared/engines/personas/choose/reason.ts'

const candidate = (k: number, silhouette: number, stability: number, distinct = true): Candidate => ({
  k,
  silhouette_squared_euclidean: silhouette,
  davies_bouldin: 1,
  calinski_harabasz: 1,
  stability,
  separation: 0.7,
  chance_silhouette: null,
  smallest_share: 0.1,
  distinct,
  fails: [],
})
const tried = (k: number, silhouette: number, stability: number, failure?: Failure): Tried => ({
  k,
  centroids: new Float32Array(),
  candidate: candidate(k, silhouette, stability, !failure),
  failure,
})
const choice = (all: Tried[], more: Partial<Choice> = {}): Choice => ({
  method: 'evidence',
  chosen: finest(all.map((one) => one.candidate))!,
  asked: undefined,
  tried: all,
  everybody: 1000,
  people: 1000,
  larger: null,
  ...more,
})

describe('why not one fewer, why not one more', () => {
  test.each([
    // As stable, to the 0.05 that the rule looks past: it lost by its silhouette.
    [
      [tried(2, 0.3, 0.9), tried(3, 0.6, 0.98), tried(4, 0.4, 0.95)],
      'with 4, they stand less apart (silhouette 0.40 against 0.60).',
    ],
    [
      [tried(2, 0.3, 0.9), tried(3, 0.6, 0.98), tried(4, 0.59, 0.91)],
      'with 4, groups are less stable (91 % agreement).',
    ],
    [
      [tried(2, 0.3, 0.9), tried(3, 0.6, 0.98), tried(4, 0.59, 0.5, 'unstable')],
      'with 4, groups are not stable (50 % agreement).',
    ],
    [[tried(2, 0.3, 0.9), tried(3, 0.6, 0.98)], 'With 2, they stand less apart (silhouette 0.30 against 0.60).'],
    [[tried(2, 0.5996, 0.9), tried(3, 0.6, 0.9)], 'With 2, they stand less apart (silhouette 0.5996 against 0.6000).'],
    [[tried(2, 0.65, 0.98), tried(3, 0.6, 0.98)], 'With 2, they would stand apart a little more, and say less.'],
    [[tried(2, 0.5, 0.7, 'unstable'), tried(3, 0.6, 0.98)], 'With 2, groups are not stable (70 % agreement).'],
    [[tried(2, 0.5, 0.9, 'further'), tried(3, 0.6, 0.98)], 'With 2, still more would stand apart better.'],
    // The strongest of all, not the number that was chosen, is what a larger one is measured by.
    [
      [tried(2, 0.7, 0.99), tried(3, 0.6, 0.95), tried(4, 0.55, 0.95)],
      'with 4, they stand less apart (silhouette 0.55 against 0.70).',
    ],
  ])('case %#', (all, words) => {
    expect(reasonOf(choice(all))).toContain(words)
  })

  test('each figure that is compared bears its sentence out', () => {
    const figure = fc.double({ min: 0, max: 1, noNaN: true })
    const failure = fc.constantFrom<(Failure | undefined)[]>(
      undefined,
      undefined,
      undefined,
      'unstable',
      'joined',
      'small',
    )
    let compared = 0
    fc.assert(
      fc.property(fc.array(fc.tuple(figure, figure, failure), { minLength: 2, maxLength: 7 }), (numbers) => {
        const all = numbers.map(([silhouette, stability, fails], i) => tried(i + 2, silhouette, stability, fails))
        const chosen = finest(all.map((one) => one.candidate))
        if (!chosen) return
        const reason = reasonOf(choice(all))
        for (const [, own, other] of reason.matchAll(/less apart \(silhouette ([\d.]+) against ([\d.]+)\)/g)) {
          expect(Number(own)).toBeLessThanOrEqual(Number(other))
          compared++
        }
        const next = all.find(({ k }) => k === chosen.k + 1)
        if (/are less stable/.test(reason)) {
          const strongest = all.filter((one) => !one.failure).map((one) => one.candidate)
          const best = strongest.toSorted((a, b) => b.silhouette_squared_euclidean - a.silhouette_squared_euclidean)[0]!
          expect(best.stability - next!.candidate.stability).toBeGreaterThan(0.05)
          compared++
        }
      }),
    )
    expect(compared).toBeGreaterThan(20)
  })
})

test('figures of more groups keep their sign and all digits', () => {
  const [best, more] = [candidate(8, -0.05, 0.9), candidate(12, 0.123, 0.95)]
  const reason = reasonOf(choice([tried(8, -0.05, 0.9)], { chosen: best, larger: { ask: more, groups: more, best } }))
  expect(reason).toContain('(silhouette 0.12 against -0.05 with 8, stability 0.95,')
})
