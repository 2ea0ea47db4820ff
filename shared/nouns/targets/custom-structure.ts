import { requireName } from '../../engines/names/known-name.ts'
import type { Resource } from '../../model/resource.ts'
import { refuse } from '../../verbs/refuse.ts'
import { cohortNoun } from '../cohorts/cohorts.ts'
import { identityFields } from '../people/identity-columns.ts'
import { personaSetNoun } from '../persona_sets/persona_sets.ts'
import { attributeColumn, type PayloadColumn, payloadColumns } from '../scopes/payload-columns.ts'
import { traitNoun } from '../traits/traits.ts'
import type { TargetConfig } from './contract.ts'

/** The nouns of which payloads have columns, upstream first. */
const nouns = { traits: traitNoun, cohorts: cohortNoun, persona_sets: personaSetNoun }

/** The columns of a scope's payload, with those that explain, whether or not they are wanted. */
function payloadOf(all: Resource[], scope_id: string): PayloadColumn[] {
  const scope = all.find((one) => one.type === 'scopes' && one.id === scope_id) as Resource<'scopes'> | undefined
  if (!scope) return []
  return payloadColumns(nouns, scope.config.payload, (id) => all.find((one) => one.id === id)?.config.name, true)
}

/** A structure that names columns by what never changes: by names of today it would break when a resource gets another name. */
export function lastingStructure(
  all: Resource[],
  { scope_id, custom_structure }: Pick<TargetConfig, 'scope_id' | 'custom_structure'>,
): TargetConfig['custom_structure'] {
  const columns = payloadOf(all, scope_id)
  return custom_structure?.map((column) => {
    const isLasting = columns.some(({ name }) => name === column.scope_col)
    const found = isLasting ? undefined : columns.find(({ human_name }) => human_name === column.scope_col)
    return found ? { ...column, scope_col: found.name } : column
  })
}

/** Refuses a structure of which a build could make no file. */
export function checkStructure(all: Resource[], config: TargetConfig): void {
  const { representation, custom_structure = [] } = config
  const payload = payloadOf(all, config.scope_id)
  const names = payload.flatMap(({ name, human_name, kind }) => [
    name,
    human_name,
    ...(kind === 'attribute' ? [attributeColumn(name)] : []),
  ])
  const isCount = (column: string) =>
    column.endsWith('_count') && names.some((name) => column.startsWith(name.replace(/_persona_id$/, '_persona_')))
  const known =
    representation.mode === 'aggregated'
      ? [representation.aggregate, 'people', ...names]
      : representation.mode === 'referenced'
        ? [representation.reference.column_name, ...names]
        : [...identityFields(all), ...names]
  const seen = new Set<string>()
  for (const [index, { scope_col, output_col }] of custom_structure.entries()) {
    if (seen.has(output_col)) {
      const path = `custom_structure.${index}.output_col`
      refuse(path, `custom_structure has the output column "${output_col}" twice: each needs another name`)
    }
    seen.add(output_col)
    if (representation.mode === 'aggregated' && isCount(scope_col)) continue
    if (
      representation.mode === 'hashed' &&
      payload.some(({ name, kind }) => name === scope_col && kind === 'attribute')
    )
      refuse(`custom_structure.${index}.scope_col`, `"${scope_col}" is an attribute, and a hashed file has none`)
    requireName('column', scope_col, known, `custom_structure.${index}.scope_col`)
  }
}
