import type { Description } from '../../../engines/personas/describe/description.ts'
import { factOf, headlineOf } from '../../../engines/personas/describe/fact.ts'
import { interpret } from '../../../engines/personas/describe/interpretation.ts'
import { colourSlotOf } from '../../../engines/personas/describe/portrait.ts'
import type { Model } from '../../../engines/personas/model.ts'
import type { PersonaSummary } from '../output.ts'

/** An item ends at 400 KB: the persona lists this many differences, its dimensions have all of them. */
const differencesShown = 8

/** The personas as the API tells them: who they are, what sets them apart, what to do. */
export function summarise(model: Model, description: Description, avoidProtected: boolean): PersonaSummary[] {
  const plans = new Map(model.encoder.traits.map((plan) => [plan.name, plan]))
  const given = new Set<string>()
  return model.personas.map((persona, p) => {
    const described = description.personas[p]!
    const facts = described.salient.map((effect) => factOf(plans.get(effect.trait)!, effect))
    return {
      id: persona.id,
      name: persona.name,
      ...(persona.previous_name && { previous_name: persona.previous_name }),
      color_slot: colourSlotOf(persona.portrait),
      ...(facts.length > 0 && { headline: headlineOf(facts) }),
      individuals_count: described.population,
      share: described.share,
      details: { center: described.centre },
      salient: described.salient.slice(0, differencesShown).map(({ trait, direction, value, effect, leads }, i) => {
        const { label, figure, others, text } = facts[i]!
        const rounded = Number(effect.toFixed(4))
        return { trait, direction, value, label, figure, others, phrase: text, effect: rounded, leads }
      }),
      interpretation: interpret(model.encoder, described, persona.name, { avoidProtected, given }),
    }
  })
}
