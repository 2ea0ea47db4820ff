import fc from 'fast-check'
import type { Resource } from '../../shared/model/resource.ts'
import { nouns } from '../../shared/nouns/nouns.ts'
import { graphOf, refKey } from '../../shared/planner/graph.ts'
import { planBuilds } from '../../shared/planner/plan-builds.ts'
import type { AccountState } from '../../shared/planner/planned.ts'
import { account, dataset, edited, failed, later, now, resource, succeeded, upload } from './planned-account.ts'

const streams = ['orders', 'visits']
export const traits = ['age', 'city', 'income']

/** An account of any form; a third of its datasets may have no file yet. */
export const accounts = (files = true): fc.Arbitrary<AccountState> =>
  fc
    .record({
      datasets: fc.array(
        fc.record({
          streams: fc.subarray(streams),
          traits: fc.subarray(traits),
          files: files ? fc.constant(1) : fc.nat(2),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      cohorts: fc.array(fc.record({ stream: fc.nat(), traits: fc.nat(3), recency: fc.boolean() }), {
        minLength: 1,
        maxLength: 3,
      }),
      sets: fc.array(fc.record({ cohort: fc.nat(), chosen: fc.boolean(), stream: fc.nat(), trait: fc.nat() }), {
        maxLength: 3,
      }),
      scopes: fc.array(fc.record({ cohorts: fc.nat(7), sets: fc.nat(7), traits: fc.nat(7) }), { maxLength: 2 }),
      targets: fc.array(fc.nat(), { maxLength: 2 }),
    })
    .map((asked) => {
      const made = asked.datasets.map((one, i) => dataset(`d${i}`, one))
      const filled = (kind: 'streams' | 'traits') => [...new Set(asked.datasets.flatMap((one) => one[kind]))].sort()
      // Of a list of n names, those whose bit is set; a place beyond the list names nothing.
      const bits = (names: string[], mask: number) => names.filter((_, i) => mask & (1 << i))
      const oneOf = (names: string[], i: number) => names[i % (names.length + 1)]
      const cohorts = asked.cohorts.map((one, i) => {
        const stream_name = oneOf(filled('streams'), one.stream)
        return resource('cohorts', `c${i}`, {
          ...(stream_name && { stream_name }),
          traits: bits(filled('traits'), one.traits).map((name) => ({ name, _nnull: true })),
          ...(one.recency && { recency: { occurrence: 'last', max_days: 30 } }),
        })
      })
      const sets = asked.sets.map((one, i) => {
        const [stream, trait] = [oneOf(filled('streams'), one.stream), oneOf(filled('traits'), one.trait)]
        const chosen = { traits: trait ? [trait] : [], streams: stream ? { [stream]: ['value'] } : {} }
        return resource('persona_sets', `p${i}`, {
          cohort_id: cohorts[one.cohort % cohorts.length]!.id,
          ...(one.chosen && { clustering_dimensions: chosen }),
        })
      })
      const idsOf = (of: Resource[], mask: number) =>
        bits(
          of.map(({ id }) => id),
          mask,
        )
      const scopes = asked.scopes.map((one, i) =>
        resource('scopes', `s${i}`, {
          population: { cohort_ids: [cohorts[0]!.id, ...idsOf(cohorts.slice(1), one.cohorts)] },
          payload: { persona_set_ids: idsOf(sets, one.sets), attributes: bits(filled('traits'), one.traits) },
        }),
      )
      const targets = scopes.length
        ? asked.targets.map((scope, i) => resource('targets', `t${i}`, { scope_id: scopes[scope % scopes.length]!.id }))
        : []
      const uploads = asked.datasets.flatMap(({ files }, i) =>
        Array.from({ length: files }, (_, file) => upload(`d${i}/${file}.csv`)),
      )
      return account([...made, ...cohorts, ...sets, ...scopes, ...targets], uploads)
    })

/** Edits in an account: by place, resources that are forced and datasets whose files are put anew. */
export const edits = fc.record({ forced: fc.nat(4095), put: fc.nat(7) })
export const editing = (state: AccountState, { forced, put }: { forced: number; put: number }): AccountState => ({
  ...state,
  resources: state.resources.map((one, i) => (forced & (1 << i) ? { ...one, force: 'again' } : one)),
  uploads: state.uploads.map((one) => (put & (1 << Number(one.path[1])) ? { ...one, etag: 'other' } : one)),
})

/** An account on its way: some rounds done, then edited; of the last round a part; the rest waits, is claimed or failed. */
export const underway = fc
  .tuple(
    accounts(false),
    fc.nat(6),
    edits,
    fc.array(fc.constantFrom('done', 'claimed', 'failed', 'waits'), { minLength: 12 }),
  )
  .map(([state, rounds, edit, fates]) => {
    for (let round = 0; round < rounds; round++) {
      for (const build of planBuilds(nouns, state, now).builds) state = succeeded(state, build)
    }
    state = editing(state, edit)
    for (const [at, build] of planBuilds(nouns, state, now).builds.entries()) {
      const fate = fates[at % fates.length]
      if (fate === 'done') state = succeeded(state, build)
      if (fate === 'failed') state = failed(state, build)
      if (fate === 'claimed') state = edited(state, build.resource.id, { status: 'running', claimed_until: later })
    }
    return state
  })

export const isClaimed = (one: Resource) => Boolean(one.claimed_until && one.claimed_until > now)

/** Everything that a resource is made from, directly or not, with the people behind all but datasets. */
export function madeFrom(one: Resource, all: Resource[]): Resource[] {
  const found = new Map<string, Resource>()
  const look = (at: Resource) => {
    const refs = graphOf(nouns, all).upstreamsOf(at).map(refKey)
    if (at.type !== 'datasets' && at.type !== 'people') refs.push('people/account')
    for (const next of all.filter((other) => refs.includes(refKey(other)))) {
      if (found.has(refKey(next))) continue
      found.set(refKey(next), next)
      look(next)
    }
  }
  look(one)
  return [...found.values()]
}
