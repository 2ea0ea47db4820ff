import { type BuildContext, type BuildPlan, openBuild, writePlan } from '../../../builds/build-context.ts'
import { mapItems } from '../../../builds/map-items.ts'
import { peopleOf } from '../../../builds/people-of.ts'
import type { CohortOutput, PeopleOutput, PersonaSetOutput } from '../../../model/outputs.ts'
import type { ResourceType } from '../../../model/resource.ts'

export interface ScopeConfig {
  name: string
  preview: boolean
  population: { cohort_ids: string[]; exclusion_cohort_ids?: string[] }
  payload: { persona_set_ids?: string[]; cohort_ids?: string[]; attributes?: string[]; explainability?: boolean }
}

export interface ScopePlan extends BuildPlan {
  config: ScopeConfig
  people: PeopleOutput
  /** Outputs by resource id, as they are now. */
  cohorts: Record<string, CohortOutput>
  persona_sets: Record<string, PersonaSetOutput>
  built_for: { as_of?: string | undefined; force?: string | undefined }
}

/** Fixes which builds of its cohorts and persona sets the scope is made from. */
export async function prepareScope(ctx: BuildContext): Promise<{ shards: number[] }> {
  const { resource, state, digest } = await openBuild(ctx)
  const outputs = <Output>(type: ResourceType): Record<string, Output> =>
    Object.fromEntries(
      state.resources.filter((one) => one.type === type && one.output).map((one) => [one.id, one.output as Output]),
    )
  const config = resource.config as unknown as ScopeConfig
  const people = peopleOf(state)
  const pick = <Output>(all: Record<string, Output>, ids: (string[] | undefined)[]) =>
    Object.fromEntries(ids.flatMap((some) => some ?? []).map((id) => [id, all[id] as Output]))
  return writePlan<ScopePlan>(ctx, {
    digest,
    shards: mapItems(people.shards),
    config,
    people,
    cohorts: pick(outputs<CohortOutput>('cohorts'), [
      config.population.cohort_ids,
      config.population.exclusion_cohort_ids,
      config.payload.cohort_ids,
    ]),
    persona_sets: pick(outputs<PersonaSetOutput>('persona_sets'), [config.payload.persona_set_ids]),
    built_for: { as_of: resource.as_of, force: resource.force },
  })
}
