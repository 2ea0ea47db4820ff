import type { PersonaSetOutput } from './output.ts'

/** Assignments that a build made: where they lie, and which persona each place stands for. */
export interface Assignments {
  prefix: string
  shards: number
  persona_ids: string[]
}

export const assignmentsOf = ({ prefix, shards, personas }: PersonaSetOutput): Assignments => ({
  prefix,
  shards,
  persona_ids: personas.map(({ id }) => id),
})
