import { requireName } from '../../engines/names/known-name.ts'
import type { TraitDecision } from '../../engines/personas/encode/encoder.ts'

interface Trait {
  trait_name: string
  clustered: boolean
  [field: string]: unknown
}
interface PersonaDimensions {
  persona_id: string
  traits: Trait[]
}

/**
 * `/analysis/dimensions` as clients read it, from all that the lake's object tells. Without `traits`, those that were
 * clustered on; with it, the traits of those names, also ones that were not.
 */
export function dimensionsOf(stored: unknown, traits?: string): PersonaDimensions[] {
  const personas = stored as PersonaDimensions[]
  const known = [...new Set(personas.flatMap((persona) => persona.traits.map(({ trait_name }) => trait_name)))]
  const asked = traits
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  for (const name of asked ?? []) requireName('trait', name, known, 'traits')
  const wanted = asked && new Set(asked)
  return personas.map((persona) => ({
    ...persona,
    traits: persona.traits.filter((trait) => (wanted ? wanted.has(trait.trait_name) : trait.clustered)),
  }))
}

/** `/analysis/traits`: of the encoder what it says in words; the numbers that it encodes by are the model's own. */
export function traitsOf(encoder: unknown): object[] {
  return (encoder as TraitDecision[]).map(
    ({ name, kept, reason, same_as, steps, weight, coverage, protected: isProtected }) => ({
      ...{ trait_name: name, kept, reason, same_as, steps, weight, coverage },
      protected: isProtected,
    }),
  )
}
