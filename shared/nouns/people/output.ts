import type { PeopleFacts } from '../../lake/people-facts.ts'

export interface PeopleOutput extends PeopleFacts {
  people_count: number
  /** For operators, as the next: rows of identities that were read. */
  record_count: number
  /** How many identifiers were dropped, by reason. */
  drops: Record<string, number>
  /** Digests of what the datasets had published, by id. */
  made_from?: Record<string, string>
  parts: { people: string; identifiers: string; references: string }
  references: string[]
}

declare module '../../model/resource.ts' {
  interface Shapes {
    people: { config: { name?: undefined }; output: PeopleOutput }
  }
}
