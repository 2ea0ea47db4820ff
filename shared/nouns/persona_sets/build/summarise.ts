import type { Description } from '../../../engines/personas/describe/description.ts'
import { interpret } from '../../../engines/personas/describe/interpretation.ts'
import { clauseOf } from '../../../engines/personas/describe/phrases.ts'
import type { Model } from '../../../engines/personas/model.ts'
import type { PersonaSummary } from '../output.ts'

/** An item ends at 400 KB: the persona lists this many differences, its dimensions have all of them. */
const differencesShown = 8

/** The personas as the API tells them: who they are, what sets them apart, what to do. */
export function summarise(model: Model, description: Description, avoidProtected: boolean): PersonaSummary[] {
  const plans = new Map(model.encoder.traits.map((plan) => [plan.name, plan]))
  return model.personas.map((persona, p) => {
    const described = description.personas[p]!
    return {
      id: persona.id,
      name: persona.name,
      individuals_count: described.population,
      share: described.share,
      details: { center: described.centre },
      salient: described.salient.slice(0, differencesShown).map((effect) => ({
        trait: effect.trait,
        phrase: clauseOf(plans.get(effect.trait)!, effect, described),
        effect: Number(effect.effect.toFixed(4)),
      })),
      interpretation: interpret(model.encoder, described, persona.name, { avoidProtected }),
    }
  })
}
