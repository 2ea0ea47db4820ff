import type { PersonaSummary } from './outputs.ts'
import type { Resource } from './resource.ts'

/** The name that a person gave to the persona, else the generated one. */
export const personaName = (
  set: Pick<Resource, 'persona_names'>,
  persona: Pick<PersonaSummary, 'id' | 'name'>,
): string => set.persona_names?.[persona.id] ?? persona.name
