import type { Description } from '../../../engines/personas/describe/description.ts'
import { interpret } from '../../../engines/personas/describe/interpretation.ts'
import { clauseOf } from '../../../engines/personas/describe/phrases.ts'
import type { Model } from '../../../engines/personas/model.ts'
import type { PersonaSummary } from '../output.ts'

/** An item ends at 400 KB: this many differences are told with the persona, all of them in its dimensions. */
const differencesTold = 8

/** The personas as the API tells them: who they are, what sets them apart, what to do. */
export function summarise(model: Model, description: Description, avoidProtected: boolean): PersonaSummary[] {
  const plans = new Map(model.encoder.traits.map((plan) => [plan.name, plan]))
  return model.personas.map((persona, p) => {
    const told = description.personas[p]!
    return {
      id: persona.id,
      name: persona.name,
      individuals_count: told.population,
      share: told.share,
      details: { center: told.centre },
      salient: told.salient.slice(0, differencesTold).map((effect) => ({
        trait: effect.trait,
        phrase: clauseOf(plans.get(effect.trait)!, effect, told),
        effect: Number(effect.effect.toFixed(4)),
      })),
      interpretation: interpret(model.encoder, told, persona.name, { avoidProtected }),
    }
  })
}
