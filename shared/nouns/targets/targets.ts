import { connectionOf } from '../../connections/kinds.ts'
import { traitConditions } from '../../engines/conditions/condition.ts'
import { CustomerError } from '../../model/errors.ts'
import { digestOf } from '../../model/ids.ts'
import type { Resource } from '../../model/resource.ts'
import type { PlannedAccount } from '../../planner/planned.ts'
import { partsRead, waitsForUpstream } from '../../planner/waits.ts'
import { archiveVerbsOf } from '../../verbs/archive.ts'
import { buildsOf } from '../../verbs/builds.ts'
import { downloadReply } from '../../verbs/download.ts'
import { find } from '../../verbs/find.ts'
import { forceUpdateOf } from '../../verbs/force-update.ts'
import type { Noun } from '../../verbs/noun.ts'
import { called, freeName, requireNamed, requireReference } from '../../verbs/references.ts'
import { refuse } from '../../verbs/refuse.ts'
import { serve } from '../../verbs/serve.ts'
import { verbsOf } from '../../verbs/verbs.ts'
import { columnsPromised } from '../cohorts/columns-promised.ts'
import { mappedSteps } from '../mapped-steps.ts'
import { personaName } from '../persona_sets/persona-name.ts'
import { around } from '../scopes/scopes.ts'
import { scopeTargetsOperations, Target, TargetConfig, targetOperations } from './contract.ts'
import { checkStructure, lastingStructure } from './custom-structure.ts'
import type { PersonaFile } from './output.ts'
import { fileNameOf, previewOf } from './preview.ts'
import { previewReply } from './target-preview.ts'

export const targetNoun: Noun<'targets'> = {
  type: 'targets',
  operations: targetOperations,
  components: { configs: { TargetConfig }, answers: { Target } },
  touches: ['lake', 'exports'],
  machine: { name: 'deliver', steps: mappedSteps('writing rows'), writes: ['exports'] },
  rescored: true,
  reads: ({ scope_id, representation, filter }) => ({
    resources: [
      { type: 'scopes', id: scope_id },
      ...(representation.mode === 'referenced'
        ? [{ type: 'datasets' as const, id: representation.reference.dataset_id }]
        : []),
    ],
    traits: (filter?.trait ?? []).map(({ name }) => name),
  }),
  inputs(target, account) {
    const scope = account.find('scopes', target.config.scope_id)
    const { people } = account
    if (!scope?.output_digest || !people) return waitsForUpstream('scopes', target.config.scope_id, scope)
    const parts = partsRead({ traits: targetNoun.reads(target.config).traits }, people)
    if ('waitsFor' in parts) return parts
    return {
      inputs: {
        scope: scope.output_digest,
        parts: parts.digests,
        identities: [people.parts.people, people.parts.identifiers, people.parts.references],
        names: namesShown(scope, account),
        as_of: scope.output?.as_of,
      },
    }
  },
  schema: TargetConfig,
  complete(config, all) {
    const { output_url: _url, ...options } = config.options
    const scope = all.find(({ type, id }) => type === 'scopes' && id === config.scope_id)
    const custom_structure = lastingStructure(all, config)
    return {
      ...config,
      options,
      name: config.name ?? freeName(`${scope?.config.name ?? 'Scope'} CSV`, all, 'targets'),
      ...(custom_structure && { custom_structure }),
    }
  },
  // Each mode has other fields, which clients cannot clear when they ask for another mode: a new mode begins with empty
  // fields.
  patched({ representation, ...rest }, patch) {
    const { mode } = (patch.representation ?? {}) as { mode?: string }
    return mode === undefined || mode === representation.mode ? { ...rest, representation } : rest
  },
  check(config, all, self) {
    const { scope_id, options, representation, filter } = config
    const { type, accepts } = connectionOf(options)
    if (!accepts.includes(representation.mode)) {
      const modes = accepts.map((mode) => `"${mode}"`).join(', ')
      refuse('representation.mode', `a ${type} connection takes rows that are ${modes}, not "${representation.mode}"`)
    }
    const { payload } = requireReference(all, 'scopes', scope_id, 'scope_id').config
    if (representation.mode === 'referenced') {
      const { dataset_id, column_name } = representation.reference
      const dataset = requireReference(all, 'datasets', dataset_id, 'representation.reference.dataset_id')
      const columns = dataset.config.reference_key_columns ?? []
      if (!columns.includes(column_name)) {
        const there = columns.length ? `it has: ${columns.map((one) => `"${one}"`).join(', ')}` : 'it has none'
        refuse(
          'representation.reference.column_name',
          `reference column not found: "${column_name}" is not one of the reference_key_columns of dataset "${dataset.config.name}" (${there})`,
          'unknown_name',
        )
      }
    }
    for (const [index, one] of (filter?.persona ?? []).entries()) {
      const path = `filter.persona.${index}`
      const set = requireReference(all, 'persona_sets', one.persona_set_id, `${path}.persona_set_id`)
      requireInPayload(set, payload.persona_set_ids, `${path}.persona_set_id`)
      requirePersonaOf(set, one.persona_id, `${path}.persona_id`)
    }
    for (const [index, one] of (filter?.cohort_membership ?? []).entries()) {
      const path = `filter.cohort_membership.${index}.cohort_id`
      requireInPayload(requireReference(all, 'cohorts', one.cohort_id, path), payload.cohort_ids, path)
    }
    for (const [index, { name }] of (filter?.trait ?? []).entries()) {
      requireNamed(all, 'traits', name, `filter.trait.${index}.name`)
    }
    checkSplit(config, all, payload.persona_set_ids)
    const before = (self as Resource<'targets'> | undefined)?.config.filter?.trait
    if (filter?.trait && digestOf(filter.trait) !== digestOf(before ?? null)) {
      traitConditions({ traits: filter.trait }, columnsPromised({}, all), 'filter.trait')
    }
    checkStructure(all, config)
  },
  needs: ['scopes'],
  show(target, related, { origin }) {
    const { id, config, output } = target
    return {
      options: { ...config.options, ...(output && { output_url: `${origin}/v1/targets/${id}/download.csv` }) },
      ...previewOf(target, related),
      row_count: output?.row_count,
      as_of: output?.as_of,
      data_up_to: output?.data_up_to,
      bytes: output?.bytes,
      files: output?.files?.map(({ key: _key, ...file }) => ({
        ...file,
        output_url: `${origin}/v1/targets/${id}/download.csv?persona_id=${file.persona_id}`,
      })),
      final_structure: output?.structure,
    }
  },
}

/** Refuses a filter by something that the scope's payload does not have, and so no row. */
function requireInPayload(one: Resource, ids: string[] = [], path: string): void {
  if (ids.includes(one.id)) return
  refuse(path, `${called(one)} is not in the payload of the scope: add it there, or filter by something that is`)
}

/** Refuses to split rows that have no persona. */
function checkSplit({ representation, split_by_persona }: TargetConfig, all: Resource[], ids: string[] = []): void {
  if (!split_by_persona) return
  const path = 'split_by_persona'
  if (representation.mode === 'aggregated') refuse(path, 'rows of areas hold people of all personas: take another mode')
  const at = `${path}.persona_set_id`
  requireInPayload(requireReference(all, 'persona_sets', split_by_persona.persona_set_id, at), ids, at)
}

/** Refuses a persona that its set does not have, once it is known which it has. */
function requirePersonaOf(set: Resource<'persona_sets'>, id: string, path: string): void {
  const personas = set.output?.personas
  if (!personas || personas.some((one) => one.id === id)) return
  const there = personas.map((one) => `"${one.id}" (${personaName(set, one)})`).join(', ')
  refuse(path, `persona not found: "${id}", ${called(set)} has: ${there}`, 'unknown_id')
}

/** Names that end up in a target's cells and headers. Attributes are headed by the name that the payload says. */
function namesShown(scope: Resource<'scopes'>, account: PlannedAccount): unknown {
  const refs = account.upstreamsOf(scope).filter(({ type }) => type !== 'traits')
  return refs.map(({ type, id }) => {
    const one = account.find(type, id)
    const personas = one?.type === 'persona_sets' ? one.output?.personas : undefined
    return [id, one?.config.name, one?.persona_names, personas?.map((persona) => [persona.id, persona.name])]
  })
}

/** The file of one persona. Undefined while nothing is delivered. */
function personaFileOf({ config, output }: Resource<'targets'>, id: string): PersonaFile | undefined {
  if (!output) return undefined
  const found = output.files?.find(({ persona_id }) => persona_id === id)
  if (found) return found
  const there = output.files?.map((one) => `"${one.persona_id}" (${one.persona_name ?? 'without persona'})`).join(', ')
  const why = there ? `it has: ${there}` : config.split_by_persona ? 'it is being split' : 'it has no split_by_persona'
  throw new CustomerError('NOT_FOUND', `target "${config.name}" has no file of persona "${id}": ${why}`)
}

/** The targets of a scope. */
export const scopeTargets = serve(scopeTargetsOperations, {
  targets: around('targets', (scope, graph) => graph.downstreamsOf(scope)),
})

export const targets = serve(targetOperations, {
  ...verbsOf(targetNoun),
  ...archiveVerbsOf(targetNoun),
  builds: buildsOf(targetNoun),
  forceUpdate: forceUpdateOf(targetNoun),
  async download(ctx, { params, query }) {
    const target = await find(ctx, targetNoun, params.id)
    const file = query.persona_id === undefined ? undefined : personaFileOf(target, query.persona_id)
    return downloadReply(ctx, target, (file ?? target.output)?.key, fileNameOf(target, file))
  },
  preview: async (ctx, { params }) => previewReply(ctx, await find(ctx, targetNoun, params.id)),
})
