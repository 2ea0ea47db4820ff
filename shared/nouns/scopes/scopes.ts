import { firingMoment, newestEvent } from '../../builds/as-of.ts'
import { requireName } from '../../engines/names/known-name.ts'
import { digestOf } from '../../model/ids.ts'
import type { Resource, ResourceType } from '../../model/resource.ts'
import { type Graph, graphOf } from '../../planner/graph.ts'
import type { Ref } from '../../planner/planned.ts'
import { partsRead, waitsForData, waitsForUpstream } from '../../planner/waits.ts'
import { listResources } from '../../ports/store/resources.ts'
import { archiveVerbsOf } from '../../verbs/archive.ts'
import { buildsOf } from '../../verbs/builds.ts'
import { findIn, show } from '../../verbs/find.ts'
import { type Along, forced, forceUpdateOf } from '../../verbs/force-update.ts'
import type { ApiContext, Noun } from '../../verbs/noun.ts'
import { freeName, requireReferences } from '../../verbs/references.ts'
import { refuse } from '../../verbs/refuse.ts'
import { serve } from '../../verbs/serve.ts'
import { verbsOf } from '../../verbs/verbs.ts'
import { mappedSteps } from '../mapped-steps.ts'
import { dimensionsRead } from '../persona_sets/dimensions-read.ts'
import { streamsNamed } from './attributes.ts'
import { Scope, ScopeConfig, scopeOperations } from './contract.ts'
import { attributesRead, promisedAttributes } from './known-attributes.ts'
import { momentOf } from './moment-of.ts'
import { scopeFields } from './show-scope.ts'

export const scopeNoun: Noun<'scopes'> = {
  type: 'scopes',
  operations: scopeOperations,
  components: { configs: { ScopeConfig }, answers: { Scope } },
  touches: ['lake'],
  machine: { name: 'predict', steps: mappedSteps('predicting for its people') },
  rescored: true,
  reads: ({ population, payload }) => ({
    resources: [
      ...[population.cohort_ids, population.exclusion_cohort_ids, payload.cohort_ids].flatMap(refs('cohorts')),
      ...[payload.persona_set_ids].flatMap(refs('persona_sets')),
    ],
    traits: payload.attributes ?? [],
    streams: (payload.attributes ?? []).flatMap(streamsNamed),
  }),
  inputs(scope, account) {
    const made: string[] = []
    for (const ref of account.upstreamsOf(scope)) {
      if (ref.type === 'traits' || ref.type === 'streams') continue
      const one = account.find(ref.type, ref.id)
      if (!one?.output_digest) return waitsForUpstream(ref.type, ref.id, one)
      const isCounted = one.type === 'cohorts' || one.type === 'persona_sets'
      made.push(one.output_digest, (isCounted && one.output && momentOf(one.output)) || '')
      // The population may hold people outside the set's own cohort: they are assigned on the same dimensions.
      const cohort = one.type === 'persona_sets' && account.find('cohorts', one.config.cohort_id)
      if (!cohort || !account.people) continue
      const read = dimensionsRead(one, cohort, account.people)
      if ('waitsFor' in read) return read
      made.push(digestOf(read))
    }
    if (!account.people) return waitsForData
    const read = attributesRead(scope, account.resources, account.people)
    const parts = partsRead(read, account.people)
    if ('waitsFor' in parts) return parts
    const newest = newestEvent(account.people, read.streams)
    return { inputs: { made, parts: parts.digests, as_of: firingMoment(newest, scope) } }
  },
  schema: ScopeConfig,
  complete(config, all) {
    const first = config.payload.persona_set_ids?.[0] ?? config.population.cohort_ids[0]
    const of = all.find(({ id }) => id === first)
    return { ...config, name: config.name ?? freeName(`Scope of ${of?.config.name ?? 'customers'}`, all, 'scopes') }
  },
  check({ name, population, payload }, all, self) {
    const other = all.find((one) => one.type === 'scopes' && one.id !== self?.id && one.config.name === name)
    if (other) refuse('name', `name "${name}" is taken by another scope (${other.id})`, 'name_taken')
    requireReferences(all, 'cohorts', population.cohort_ids, 'population.cohort_ids')
    requireReferences(all, 'cohorts', population.exclusion_cohort_ids, 'population.exclusion_cohort_ids')
    requireReferences(all, 'persona_sets', payload.persona_set_ids, 'payload.persona_set_ids')
    requireReferences(all, 'cohorts', payload.cohort_ids, 'payload.cohort_ids')
    const { find, names } = promisedAttributes(all)
    for (const [index, name] of (payload.attributes ?? []).entries()) {
      if (!find(name)) requireName('attribute', name, names, `payload.attributes.${index}`)
    }
  },
  needs: ['datasets', 'cohorts', 'persona_sets'],
  show: scopeFields,
}

const refs =
  (type: 'cohorts' | 'persona_sets') =>
  (ids: string[] = []): Ref[] =>
    ids.map((id) => ({ type, id }))

/** A scope that is built again delivers again. A request by hand moves no recency: only data and firings do. */
const withTargets: Along = (scope, graph, now, force) =>
  graph
    .downstreamsOf(scope)
    .filter(({ type }) => type === 'targets')
    .map((one) => ({ one, changes: forced(one, now, force) }))

/** Resources around a scope, in the public form of their noun. */
export function around(type: ResourceType, choose: (scope: Resource<'scopes'>, graph: Graph) => Resource[]) {
  return async (ctx: ApiContext, { params }: { params: { id: string } }) => {
    const all = await listResources(ctx.table, ctx.account_id)
    const chosen = choose(findIn(scopeNoun, all, params.id), graphOf(ctx.nouns, all))
    return show(
      ctx,
      ctx.nouns[type] as Noun,
      chosen.filter((one) => one.type === type),
      all,
    )
  }
}

const listed =
  (pick: (config: ScopeConfig) => string[] | undefined) =>
  ({ config }: Resource<'scopes'>, { all }: Graph) => {
    const wanted = new Set(pick(config))
    return all.filter(({ id }) => wanted.has(id))
  }

export const scopes = serve(scopeOperations, {
  ...verbsOf(scopeNoun),
  ...archiveVerbsOf(scopeNoun),
  builds: buildsOf(scopeNoun),
  forceUpdate: forceUpdateOf(scopeNoun, withTargets),
  datasets: around('datasets', (scope, graph) => graph.chainOf(scope)),
  payloadCohorts: around(
    'cohorts',
    listed(({ payload }) => payload.cohort_ids),
  ),
  payloadPersonaSets: around(
    'persona_sets',
    listed(({ payload }) => payload.persona_set_ids),
  ),
  populationCohorts: around(
    'cohorts',
    listed(({ population }) => population.cohort_ids),
  ),
  exclusionCohorts: around(
    'cohorts',
    listed(({ population }) => population.exclusion_cohort_ids),
  ),
})
