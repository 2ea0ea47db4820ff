import { singular } from '../../contract/resource-operations.ts'
import type { ResourceType } from '../../model/resource.ts'
import type { ColumnKind, Noun } from '../../verbs/noun.ts'
import type { ScopeConfig } from './contract.ts'

/** One column that a scope's payload gives: what its targets put out, and what the scope tells beforehand. */
export interface PayloadColumn {
  /** With the resource's id, which never changes. */
  name: string
  /** With a slug of the resource's name, for people. */
  human_name: string
  kind: ColumnKind | 'attribute'
  /** The place of its persona set, cohort or trait in the payload's list of them. */
  place: number
}

/** `Loyal customers, 2024` → `loyal_customers_2024`. */
export const slugOfColumn = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '') || 'unnamed'

type Payload = Pick<ScopeConfig['payload'], 'persona_set_ids' | 'cohort_ids' | 'attributes'>

/**
 * The columns of a payload, in the order of a file: those of the noun furthest downstream first. `nameOf` knows the names
 * of persona sets and cohorts; `explain` adds what decided, and how near the second persona was.
 */
export function payloadColumns(
  nouns: Partial<Record<ResourceType, unknown>>,
  payload: Payload,
  nameOf: (id: string) => string | undefined,
  explain: boolean,
): PayloadColumn[] {
  return (Object.values(nouns) as Noun[]).reverse().flatMap((noun) => {
    const { field, kinds } = noun.columns ?? {}
    const listed = (field && payload[field]) ?? []
    return listed.flatMap((id, place): PayloadColumn[] => {
      if (!kinds) return [{ name: id, human_name: id, kind: 'attribute', place }]
      const word = singular(noun.type).replaceAll(' ', '_')
      return kinds(explain).map((kind) => ({
        name: `fdy_${word}_${id.replaceAll('-', '_')}_${kind}`,
        human_name: `fdy_${word}_${slugOfColumn(nameOf(id) ?? id)}_${kind}`,
        kind,
        place,
      }))
    })
  })
}

/** The vendor's name of an attribute's column: that of an attribute which is called as an identity of the same file is. */
export const attributeColumn = (name: string): string => `fdy_attribute_${name}`
