import type { Resource } from '../../model/resource.ts'
import type { PersonaSummary } from './output.ts'

/** The name that a person gave to the persona, else the generated one. */
export const personaName = (
  set: Pick<Resource, 'persona_names'>,
  persona: Pick<PersonaSummary, 'id' | 'name'>,
): string => set.persona_names?.[persona.id] ?? persona.name
