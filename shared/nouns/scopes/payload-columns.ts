import type { ScopeConfig } from './contract.ts'

/** One column that a scope's payload gives: what its targets put out, and what the scope tells beforehand. */
export interface PayloadColumn {
  /** With the resource's id, which never changes. */
  name: string
  /** With a slug of the resource's name, for people. */
  human_name: string
  kind: 'persona_id' | 'persona_name' | 'decided_by' | 'runner_up_name' | 'margin' | 'is_member' | 'attribute'
  /** The place of its persona set, cohort or trait in the payload's list of them. */
  place: number
}

/** `Loyal customers, 2024` → `loyal_customers_2024`. */
const slug = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '') || 'unnamed'

type Payload = Pick<ScopeConfig['payload'], 'persona_set_ids' | 'cohort_ids' | 'attributes'>

/**
 * The columns of a payload, in the order of a file. `nameOf` knows the names of persona sets and cohorts; `explain` adds
 * what decided, and how near the second persona was.
 */
export function payloadColumns(
  { persona_set_ids = [], cohort_ids = [], attributes = [] }: Payload,
  nameOf: (id: string) => string | undefined,
  explain: boolean,
): PayloadColumn[] {
  const column = (noun: string, id: string, kind: PayloadColumn['kind'], place: number): PayloadColumn => ({
    name: `fdy_${noun}_${id.replaceAll('-', '_')}_${kind}`,
    human_name: `fdy_${noun}_${slug(nameOf(id) ?? id)}_${kind}`,
    kind,
    place,
  })
  const ofSet: PayloadColumn['kind'][] = ['persona_id', 'persona_name']
  if (explain) ofSet.push('decided_by', 'runner_up_name', 'margin')
  return [
    ...persona_set_ids.flatMap((id, place) => ofSet.map((kind) => column('persona_set', id, kind, place))),
    ...cohort_ids.map((id, place) => column('cohort', id, 'is_member', place)),
    ...attributes.map((trait, place) => ({ name: trait, human_name: trait, kind: 'attribute' as const, place })),
  ]
}
