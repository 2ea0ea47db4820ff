import type { Description } from '../../personas/description.ts'
import type { Model } from '../../personas/model.ts'
import type { PersonaSummary } from '../../resources/outputs.ts'

/** The personas as the API tells them: who they are, what sets them apart, what to do. */
export function summarise(model: Model, description: Description): PersonaSummary[] {
  const plans = new Map(model.encoder.traits.map((plan) => [plan.name, plan]))
  return model.personas.map((persona, p) => {
    const told = description.personas[p]!
    const salient = told.salient.map((effect) => ({
      trait: effect.trait,
      phrase: `${effect.direction} ${plans.get(effect.trait)?.literate ?? effect.trait}${effect.value === null ? '' : `: ${effect.value}`}`,
      effect: effect.effect,
    }))
    return {
      id: persona.id,
      name: persona.name,
      individuals_count: told.population,
      share: told.share,
      details: { center: told.centre },
      salient,
      interpretation: {
        summary: salient
          .slice(0, 3)
          .map(({ phrase }) => phrase)
          .join(', '),
        marketing_strategems: [],
      },
    }
  })
}
