import { asOf, latestOf, newestEvent } from '../../../builds/as-of.ts'
import { type BuildContext, type BuildPlan, openBuild, writePlan } from '../../../builds/build-context.ts'
import { mapItems } from '../../../builds/map-items.ts'
import { peopleOf } from '../../../builds/people-of.ts'
import { requireName } from '../../../engines/names/known-name.ts'
import { type OutputOf, ofType, type ResourceType } from '../../../model/resource.ts'
import type { CohortOutput } from '../../cohorts/output.ts'
import type { PeopleOutput } from '../../people/output.ts'
import type { PersonaSetOutput } from '../../persona_sets/output.ts'
import { type Attribute, attributesOf, streamsOf } from '../attributes.ts'
import type { ScopeConfig } from '../contract.ts'
import { momentOf } from '../moment-of.ts'

export interface ScopePlan extends BuildPlan {
  config: ScopeConfig
  people: PeopleOutput
  /** Outputs by resource id, as they are now. */
  cohorts: Record<string, CohortOutput>
  persona_sets: Record<string, PersonaSetOutput>
  /** The payload's attributes, by name. */
  attributes: Record<string, Attribute>
  /** ISO 8601: events after this moment are not counted yet. */
  as_of: string
  /** The latest of the moments of its parts, ISO 8601; undefined without any. */
  counted_as_of?: string | undefined
  /** The newest event of all its parts, ISO 8601. */
  data_up_to?: string
  built_for: { as_of?: string | undefined; force?: string | undefined }
}

/** Fixes which builds of its cohorts and persona sets the scope is made from. */
export async function prepareScope(ctx: BuildContext): Promise<{ shards: number[] }> {
  const { resource, state, digest } = await openBuild(ctx, 'scopes')
  const { config } = resource
  const people = peopleOf(state)
  const outputs = <Type extends ResourceType>(type: Type, ids: (string[] | undefined)[]) => {
    const wanted = new Set(ids.flatMap((some) => some ?? []))
    const built = ofType(state.resources, type).flatMap(({ id, output }) =>
      output && wanted.has(id) ? [[id, output] as const] : [],
    )
    return Object.fromEntries(built) as Record<string, OutputOf<Type>>
  }
  const { find, names } = attributesOf(people)
  const attributes: Record<string, Attribute> = {}
  for (const [index, name] of (config.payload.attributes ?? []).entries()) {
    const found = find(name)
    if (found) attributes[name] = found
    else requireName('attribute', name, names, `payload.attributes.${index}`)
  }
  const newest = newestEvent(people, streamsOf(Object.values(attributes)))
  const cohorts = outputs('cohorts', [
    config.population.cohort_ids,
    config.population.exclusion_cohort_ids,
    config.payload.cohort_ids,
  ])
  const persona_sets = outputs('persona_sets', [config.payload.persona_set_ids])
  const as_of = asOf(newest, resource, ctx.now())
  const parts = [...Object.values(cohorts), ...Object.values(persona_sets)]
  const data_up_to = latestOf([newest, ...parts.map((one) => one.data_up_to)])
  return writePlan<ScopePlan>(ctx, {
    digest,
    shards: mapItems(people.shards),
    config,
    people,
    ...{ cohorts, persona_sets, attributes, as_of },
    counted_as_of: latestOf([newest && as_of, ...parts.map(momentOf)]),
    ...(data_up_to && { data_up_to }),
    built_for: { as_of: resource.as_of, force: resource.force },
  })
}
