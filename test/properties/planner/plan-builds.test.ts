import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ofType, type Resource } from '../../../shared/model/resource.ts'
import { nouns } from '../../../shared/nouns/nouns.ts'
import { refKey } from '../../../shared/planner/graph.ts'
import { planBuilds } from '../../../shared/planner/plan-builds.ts'
import type { AccountState } from '../../../shared/planner/planned.ts'
import { accounts, isClaimed, madeFrom, traits, underway } from '../../support/any-account.ts'
import { edited, failed, now, planned, settle, succeeded } from '../../support/planned-account.ts'

test('the same state gives the same plan, in whatever order it was read', () => {
  fc.assert(
    fc.property(underway, fc.integer(), (state, seed) => {
      const shuffled = state.resources
        .map((one, i) => [Math.imul(i + 1, seed | 1) >>> 0, one] as const)
        .sort(([a], [b]) => a - b)
        .map(([, one]) => one)
      const plan = (of: AccountState) =>
        planBuilds(nouns, of, now).builds.map(({ resource: { id }, digest }) => `${id} ${digest}`)
      expect(plan({ ...state, resources: shuffled, uploads: state.uploads.toReversed() })).toEqual(plan(state))
    }),
  )
})

test('nothing is built that is claimed, or whose upstreams are claimed or about to be built', () => {
  fc.assert(
    fc.property(underway, (state) => {
      const { builds } = planBuilds(nouns, state, now)
      const about = new Set(builds.map((build) => refKey(build.resource)))
      for (const build of builds) {
        expect(isClaimed(build.resource)).toBe(false)
        for (const one of madeFrom(build.resource, state.resources)) {
          expect(isClaimed(one) || about.has(refKey(one)), `${build.resource.id} before ${one.id}`).toBe(false)
        }
      }
    }),
  )
})

test('from any state, planning comes to rest in at most six rounds, with everything ready that has its input', () => {
  fc.assert(
    fc.property(underway, (state) => {
      // Builds that were claimed end well, and what failed is forced.
      const going: AccountState = {
        ...state,
        resources: state.resources.map((one) => ({
          ...one,
          ...(one.status === 'error' && { force: 'once more' }),
          ...(one.claimed_until && { claimed_until: now }),
        })),
      }
      const { state: end, rounds } = settle(going, 6)
      expect(rounds).toBeLessThanOrEqual(6)
      for (const one of end.resources.filter(({ type }) => !['streams', 'traits'].includes(type))) {
        const waits = planBuilds(nouns, end, now).notes.some(({ resource: { id }, note }) => id === one.id && note)
        const hasFiles = end.uploads.some(({ path }) => path.startsWith(`${one.id}/`))
        if (one.type === 'datasets') expect(one.status).toBe(hasFiles ? 'ready' : 'new')
        else expect(one.status === 'ready' || waits || !end.uploads.length, one.id).toBe(true)
      }
    }),
  )
})

test('with all files there, each is built once', () => {
  fc.assert(
    fc.property(accounts(), (state) => {
      const { built, state: end } = settle(state)
      const buildable = state.resources.filter(({ type }) => !['streams', 'traits'].includes(type))
      expect(built.toSorted()).toEqual(buildable.map(({ id }) => id).sort())
      expect(planned(end)).toEqual([])
    }),
  )
})

/** The facts of the people and the ids that a resource reads, written here a second time. */
function reads(one: Resource, all: Resource[]): string[] {
  const config = one.config as Record<string, unknown>
  const of = (id: string) => all.find((other) => other.id === id)!
  const names = (kind: string, list: string[]) => list.map((name) => `${kind} ${name}`)
  switch (one.type) {
    case 'cohorts': {
      const { stream_name, traits: conditions } = config as { stream_name?: string; traits: { name: string }[] }
      const looked = names(
        'trait',
        conditions.map(({ name }) => name),
      )
      return [stream_name ? `stream ${stream_name}` : 'everybody', ...looked]
    }
    case 'persona_sets': {
      const cohort = of(String(config.cohort_id))
      const chosen = config.clustering_dimensions as { traits: string[]; streams: object } | undefined
      const stream = (cohort.config as { stream_name?: string }).stream_name
      return [
        cohort.id,
        ...names('stream', [...Object.keys(chosen?.streams ?? {}), ...(stream ? [stream] : [])]),
        ...names('trait', chosen ? chosen.traits : traits),
      ]
    }
    case 'scopes': {
      const { population, payload } = config as Record<string, Record<string, string[]>>
      const sets = payload!.persona_set_ids!
      // People outside a set's cohort are assigned on the same dimensions.
      return [
        ...population!.cohort_ids!,
        ...sets,
        ...names('trait', payload!.attributes!),
        ...sets.flatMap((id) => reads(of(id), all)),
      ]
    }
    case 'targets':
      return ['everybody', String(config.scope_id)]
    default:
      return []
  }
}

test('a change of one input builds exactly what reads it, once', () => {
  fc.assert(
    fc.property(accounts(), fc.nat(), (state, pick) => {
      const { state: ready } = settle(state)
      const datasets = ofType(ready.resources, 'datasets')
      const changed = datasets[pick % datasets.length]!
      const uploads = ready.uploads.map((one) =>
        one.path.startsWith(`${changed.id}/`) ? { ...one, etag: 'other' } : one,
      )
      const touched = new Set(['everybody', changed.id, 'account'])
      for (const name of Object.keys(changed.config.output_to_streams as object)) touched.add(`stream ${name}`)
      for (const name of Object.keys(changed.config.output_to_traits as object)) touched.add(`trait ${name}`)
      for (const type of ['cohorts', 'persona_sets', 'scopes', 'targets']) {
        for (const one of ready.resources.filter((other) => other.type === type)) {
          if (reads(one, ready.resources).some((read) => touched.has(read))) touched.add(one.id)
        }
      }
      const expected = ready.resources.map(({ id }) => id).filter((id) => touched.has(id))
      expect(settle({ ...ready, uploads }).built.toSorted()).toEqual(expected.sort())
    }),
  )
})

test('a build that gives what it gave before ends there', () => {
  fc.assert(
    fc.property(accounts(), fc.nat(), (state, pick) => {
      const { state: ready } = settle(state)
      const built = ready.resources.filter((one) => one.output_digest)
      const one = built[pick % built.length]!
      let again = edited(ready, one.id, { force: 'again' })
      const { builds } = planBuilds(nouns, again, now)
      expect(builds.map((build) => build.resource.id)).toEqual([one.id])
      again = edited(again, one.id, { built_digest: builds[0]!.digest })
      expect(planned(again)).toEqual([])
    }),
  )
})

test('what is archived is never built, and what failed not twice on the same inputs', () => {
  fc.assert(
    fc.property(accounts(false), fc.nat(4095), fc.nat(4095), (state, archived, broken) => {
      let current: AccountState = {
        ...state,
        resources: state.resources.map((one, i) => (archived & (1 << i) ? { ...one, archived_at: now } : one)),
      }
      const tried = new Set<string>()
      for (let round = 0; round < 7; round++) {
        const { builds } = planBuilds(nouns, current, now)
        for (const build of builds) {
          expect(build.resource.archived_at).toBeUndefined()
          const attempt = `${build.resource.id} ${build.digest}`
          expect(tried.has(attempt), attempt).toBe(false)
          tried.add(attempt)
          const place = current.resources.findIndex(({ id }) => id === build.resource.id)
          current = broken & (1 << place) ? failed(current, build) : succeeded(current, build)
        }
      }
      expect(planned(current)).toEqual([])
    }),
  )
})
