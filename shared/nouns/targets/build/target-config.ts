/** What a target's configuration says, as far as delivery reads it. */
export interface TargetConfig {
  name: string
  scope_id: string
  options: { type: 'hosted_csv' }
  representation: Representation
  human_readable?: boolean
  filter?: TargetFilter
  limit?: { method: 'row_count'; threshold: number }
  /** Which columns, in which order, under which names; without it all of them under their own. */
  custom_structure?: { scope_col: string; output_col: string }[]
  /** Adds, per persona set, what decided and how near the second persona was. */
  explain?: boolean
}

type Representation =
  | { mode: 'identified'; aggregate?: 'person' }
  | { mode: 'hashed' }
  | { mode: 'referenced'; reference: { dataset_id: string; column_name: string } }
  | { mode: 'aggregated'; aggregate: 'postcode' | 'state' | 'city' }

export interface TargetFilter {
  persona?: { persona_set_id: string; persona_id: string; _eq: boolean }[]
  cohort_membership?: { cohort_id: string; _eq: boolean }[]
  trait?: ({ name: string } & Record<string, unknown>)[]
}
