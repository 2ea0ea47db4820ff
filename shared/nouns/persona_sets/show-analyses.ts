import { requireName } from '../../engines/names/known-name.ts'
import type { TraitDecision } from '../../engines/personas/encode/encoder.ts'

interface Trait {
  trait_name: string
  clustered: boolean
  bins: object[]
  nice_bins?: object[]
  [field: string]: unknown
}
interface PersonaDimensions {
  persona_id: string
  traits: Trait[]
}

/**
 * `/analysis/dimensions` as clients read it, from all that the lake's object tells. Without `traits`, those that were
 * clustered on; with it, the traits of those names in the order asked for, also ones that were not.
 */
export function dimensionsOf(
  stored: unknown,
  { traits, bins }: { traits?: string | undefined; bins?: 'equal' | 'nice' | undefined },
): PersonaDimensions[] {
  const personas = stored as PersonaDimensions[]
  const known = [...new Set(personas.flatMap((persona) => persona.traits.map(({ trait_name }) => trait_name)))]
  const asked = traits
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  for (const name of asked ?? []) requireName('trait', name, known, 'traits')
  return personas.map((persona) => {
    const named = new Map(persona.traits.map((trait) => [trait.trait_name, trait]))
    const wanted = asked ? [...new Set(asked)].map((name) => named.get(name)!) : persona.traits.filter(isClustered)
    return {
      ...persona,
      traits: wanted.map(({ nice_bins, ...trait }) =>
        bins === 'nice' ? { ...trait, bins: nice_bins ?? trait.bins } : trait,
      ),
    }
  })
}

const isClustered = ({ clustered }: Trait): boolean => clustered

/** `/analysis/traits`: of the encoder what it says in words; the numbers that it encodes by are the model's own. */
export function traitsOf(encoder: unknown): object[] {
  return (encoder as TraitDecision[]).map(
    ({ name, literate, unit, kept, reason, same_as, steps, weight, coverage, protected: isProtected }) => ({
      ...{ trait_name: name, literate, unit, kept, reason, same_as, steps, weight, coverage },
      protected: isProtected,
    }),
  )
}
