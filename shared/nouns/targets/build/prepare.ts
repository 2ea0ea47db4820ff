import { type BuildContext, type BuildPlan, openBuild, writePlan } from '../../../builds/build-context.ts'
import { mapItems } from '../../../builds/map-items.ts'
import { peopleOf } from '../../../builds/people-of.ts'
import { CustomerError } from '../../../model/errors.ts'
import { ofType } from '../../../model/resource.ts'
import type { PeopleOutput } from '../../people/output.ts'
import { personaName } from '../../persona_sets/persona-name.ts'
import type { ScopeConfig } from '../../scopes/contract.ts'
import type { ScopeOutput } from '../../scopes/output.ts'
import type { TargetConfig } from '../contract.ts'
import type { ShownNames } from './columns.ts'

export interface TargetPlan extends BuildPlan {
  config: TargetConfig
  scope: ScopeOutput
  payload: ScopeConfig['payload']
  people: PeopleOutput
  names: ShownNames
  /** At most so many rows. */
  row_limit?: number
  /** Of a preview: the target's own limit of rows, if it has one. All rows are counted then, to say of how many it is. */
  preview?: { most: number | null }
  /** Written by one call that reads all shards, one after the other or at once: with a limit, or of areas or hashes. */
  whole: boolean
  /** Of a target that is split: the personas that there are, and last `null` for people without one. */
  split?: (string | null)[]
  built_for: { as_of?: string | undefined; force?: string | undefined }
}

/** A preview shows so many people of a scope. */
const previewRows = 1000

/** Fixes the scope's build, the names to show and how many rows. */
export async function prepareTarget(ctx: BuildContext): Promise<{ shards: number[] }> {
  const { resource, state, digest } = await openBuild(ctx, 'targets')
  const { config } = resource
  const scope = ofType(state.resources, 'scopes').find((one) => one.id === config.scope_id)
  if (!scope?.output) throw new CustomerError('CONFLICT', `scope "${config.scope_id}" is not ready`)
  const { payload, preview } = scope.config
  const people = peopleOf(state)
  const names: ShownNames = { resources: {}, personas: {} }
  for (const one of state.resources) {
    if (one.type !== 'persona_sets' && one.type !== 'cohorts') continue
    names.resources[one.id] = String(one.config.name)
    const personas = one.type === 'persona_sets' ? (one.output?.personas ?? []) : []
    names.personas[one.id] = Object.fromEntries(personas.map((persona) => [persona.id, personaName(one, persona)]))
  }
  const limits = [config.limit?.threshold, preview ? previewRows : undefined].filter((limit) => limit !== undefined)
  const whole =
    limits.length > 0 || config.representation.mode === 'aggregated' || config.representation.mode === 'hashed'
  const split = config.split_by_persona && [
    ...Object.keys(names.personas[config.split_by_persona.persona_set_id] ?? {}),
    null,
  ]
  return writePlan<TargetPlan>(ctx, {
    digest,
    shards: whole ? [0] : mapItems(people.shards),
    config,
    scope: scope.output,
    payload,
    people,
    names,
    ...(limits.length && { row_limit: Math.min(...limits) }),
    ...(preview && { preview: { most: config.limit?.threshold ?? null } }),
    whole,
    ...(split && { split }),
    built_for: { as_of: resource.as_of, force: resource.force },
  })
}
