import type { ScopeConfig } from '../contract/scopes.ts'
import type { Resource } from './resource.ts'

/** `Loyal customers, 2024` → `loyal_customers_2024`. */
export const slug = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '') || 'unnamed'

/** The columns that a scope's payload puts into its targets: with the id, which never changes, and with a name. */
export function payloadColumnNames({ payload }: ScopeConfig, all: Resource[]): { name: string; human_name: string }[] {
  const column = (kind: string, id: string, suffix: string) => ({
    name: `fdy_${kind}_${id.replaceAll('-', '_')}_${suffix}`,
    human_name: `fdy_${kind}_${slug(String(all.find((one) => one.id === id)?.config.name ?? id))}_${suffix}`,
  })
  return [
    ...(payload.persona_set_ids ?? []).flatMap((id) => [
      column('persona_set', id, 'persona_id'),
      column('persona_set', id, 'persona_name'),
    ]),
    ...(payload.cohort_ids ?? []).map((id) => column('cohort', id, 'is_member')),
    ...(payload.attributes ?? []).map((trait) => ({ name: trait, human_name: trait })),
  ]
}
