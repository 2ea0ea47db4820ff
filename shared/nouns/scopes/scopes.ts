import type { Resource } from '../../model/resource.ts'
import { scopeChain } from '../../planner/scope-chain.ts'
import { listResources } from '../../ports/store/resources.ts'
import type { ApiContext } from '../../verbs/api-context.ts'
import { archiveVerbsOf } from '../../verbs/archive.ts'
import { findIn, show } from '../../verbs/find.ts'
import { type Along, forced, forceUpdateOf } from '../../verbs/force-update.ts'
import type { Noun } from '../../verbs/noun.ts'
import { freeName, requireNamed, requireReferences } from '../../verbs/references.ts'
import { refuse } from '../../verbs/refuse.ts'
import { serve } from '../../verbs/serve.ts'
import { verbsOf } from '../../verbs/verbs.ts'
import { cohortNoun } from '../cohorts/cohorts.ts'
import { datasetNoun } from '../datasets/datasets.ts'
import { personaSetNoun } from '../persona_sets/persona_sets.ts'
import { targetNoun } from '../targets/targets.ts'
import { ScopeConfig, scopeOperations } from './contract.ts'
import { scopeFields } from './show-scope.ts'

const scopeNoun: Noun<ScopeConfig> = {
  type: 'scopes',
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
    for (const [index, trait] of (payload.attributes ?? []).entries()) {
      requireNamed(all, 'traits', trait, `payload.attributes.${index}`)
    }
  },
  needs: ['datasets', 'cohorts', 'persona_sets'],
  show: scopeFields,
}

/** The ad hoc scoring run: everybody is assigned again, by the present models, to what is known now. */
const scoringRun: Along = (scope, all, now, force) => {
  const asOf = scopeChain(scope, all).filter(({ type }) => type === 'cohorts' || type === 'persona_sets')
  const targets = all.filter((one) => one.type === 'targets' && one.config.scope_id === scope.id)
  return [
    ...asOf.map((one) => ({ one, changes: { as_of: now } })),
    ...targets.map((one) => ({ one, changes: forced(one, now, force) })),
  ]
}

const ids = (list: unknown): string[] => (list as string[] | undefined) ?? []

/** Resources around a scope, in the public form of their own noun. */
function around<Config extends Record<string, unknown>>(
  noun: Noun<Config>,
  choose: (scope: Resource, all: Resource[]) => Resource[],
) {
  return async (ctx: ApiContext, { params }: { params: { id: string } }) => {
    const all = await listResources(ctx.table, ctx.account_id)
    const chosen = choose(findIn(scopeNoun as unknown as Noun, all, params.id), all)
    return show(
      ctx,
      noun as unknown as Noun,
      chosen.filter(({ type }) => type === noun.type),
      all,
    )
  }
}

const listed = (pick: (config: ScopeConfig) => unknown) => (scope: Resource, all: Resource[]) => {
  const wanted = new Set(ids(pick(scope.config as unknown as ScopeConfig)))
  return all.filter(({ id }) => wanted.has(id))
}

export const scopes = serve(scopeOperations, {
  ...verbsOf(scopeNoun),
  ...archiveVerbsOf(scopeNoun),
  forceUpdate: forceUpdateOf(scopeNoun, scoringRun),
  datasets: around(datasetNoun, scopeChain),
  targets: around(targetNoun, (scope, all) => all.filter((one) => one.config.scope_id === scope.id)),
  payloadCohorts: around(
    cohortNoun,
    listed(({ payload }) => payload.cohort_ids),
  ),
  payloadPersonaSets: around(
    personaSetNoun,
    listed(({ payload }) => payload.persona_set_ids),
  ),
  populationCohorts: around(
    cohortNoun,
    listed(({ population }) => population.cohort_ids),
  ),
  exclusionCohorts: around(
    cohortNoun,
    listed(({ population }) => population.exclusion_cohort_ids),
  ),
})
