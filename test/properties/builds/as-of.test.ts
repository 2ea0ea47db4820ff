import fc from 'fast-check'
import { expect, it } from 'vitest'
import { asOf, type Firing, firingMoment, hasNoNewData, latestOf } from '../../../shared/builds/as-of.ts'
import type { Resource } from '../../../shared/model/resource.ts'
import { kindOfBuild } from '../../../shared/nouns/persona_sets/build/kind-of-build.ts'

const start = Date.parse('2024-01-01T00:00:00Z')
const hour = 3_600_000
const iso = (hours: number) => new Date(start + hours * hour).toISOString()

/** Events in the life of a persona set, each at a moment of the wall clock that may not matter. */
const happening = fc.oneof(
  fc.record({ what: fc.constant('upload' as const), newest: fc.nat(500) }),
  fc.record({ what: fc.constant('firing' as const), at: fc.nat(1000), period: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ what: fc.constant('force' as const) }),
)
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

type State = Pick<Resource<'persona_sets'>, 'force' | 'config' | 'built_for' | 'output'> & Firing

/** Carries happenings out as prepare and finish of a persona set do. Gives the last build that there was. */
function history(refit: 'on_change' | 'manual', happenings: Happening[], seed: number) {
  const config = { refit } as Resource<'persona_sets'>['config']
  let set: State = { config }
  let newest = 0
  let built = { kind: '', as_of: '', newest: 0, firing: undefined as string | undefined, digest: '' }
  for (const [i, one] of [{ what: 'upload', newest: 0 } as const, ...happenings].entries()) {
    if (one.what === 'upload') newest = Math.max(newest, one.newest)
    else if (one.what === 'force') set = { ...set, force: `force ${i}` }
    else if (set.as_of === undefined || iso(one.at) > set.as_of)
      set = { ...set, as_of: iso(one.at), as_of_period_ms: one.period * hour }
    const moment = firingMoment(iso(newest), set)
    const digest = JSON.stringify([newest, set.force, moment])
    if (digest === built.digest) continue
    const { kind } = kindOfBuild(set as never, 'model', `data ${newest}`)
    // The wall clock is anything: it must not show.
    const now = new Date(start + ((seed * 7919 + i * 104_729) % 5000) * hour)
    const as_of = asOf(iso(newest), kind === 'fit' ? {} : set, now)
    built = { kind, as_of, newest, firing: set.as_of, digest }
    const before = set.built_for as { fitted?: string } | undefined
    const fitted = kind === 'fit' ? `data ${newest}` : before?.fitted
    set = {
      ...set,
      output: {} as never,
      built_for: { as_of: set.as_of, force: set.force, model: 'model', fitted } as never,
    }
  }
  return { ...built, set }
}

it('a refit counts as of the newest event, and everybody who has the same data has that moment, in any order', () => {
  fc.assert(
    fc.property(
      fc.array(happening, { maxLength: 12 }),
      fc.array(happening, { maxLength: 12 }),
      fc.nat(),
      (a, b, seed) => {
        const data: Happening = { what: 'upload', newest: 501 }
        const one = history('on_change', [...a, data, { what: 'force' }], seed)
        const other = history('on_change', [...b, data], seed + 1)
        expect([one.kind, other.kind]).toEqual(['fit', 'fit'])
        expect(one.as_of).toBe(iso(501))
        expect(other.as_of).toBe(one.as_of)
      },
    ),
  )
})

it('under on_change the personas are those of the data, also where a firing came before the build of the new data', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 12 }), fc.nat(), (some, seed) => {
      const { set, newest } = history('on_change', some, seed)
      expect((set.built_for as { fitted?: string }).fitted).toBe(`data ${newest}`)
    }),
  )
})

it('a firing is never later than its time, nor than one period after the newest event; force_update moves nothing', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('on_change' as const, 'manual' as const),
      fc.array(happening, { maxLength: 12 }),
      fc.nat(),
      (refit, some, seed) => {
        const { kind, as_of, newest, set } = history(refit, some, seed)
        expect(as_of >= iso(newest)).toBe(true)
        if (kind === 'fit') expect(as_of).toBe(iso(newest))
        if (as_of === iso(newest)) return
        expect(as_of <= set.as_of!).toBe(true)
        expect(Date.parse(as_of)).toBeLessThanOrEqual(Date.parse(iso(newest)) + set.as_of_period_ms!)
        expect(hasNoNewData(iso(newest), set)).toBe(as_of < set.as_of!)
        // Asked for by hand, at whatever time: the same moment as that of a first build of the data.
        expect(history(refit, [...some, { what: 'force' }], seed + 1).as_of).toBe(iso(newest))
      },
    ),
  )
})

it('without an event a firing changes nothing; of several streams the newest counts', () => {
  expect(firingMoment(undefined, { as_of: iso(1) })).toBeUndefined()
  expect(asOf(undefined, { as_of: iso(1) }, new Date(start))).toBe(iso(0))
  expect(latestOf([undefined, '', iso(3), iso(2)])).toBe(iso(3))
  expect(latestOf([undefined, ''])).toBeUndefined()
})
