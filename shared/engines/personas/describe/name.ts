import type { Encoder, TraitDecision } from '../encode/encoder.ts'
import type { PersonaDescription } from './description.ts'
import { wordsFor } from './descriptors.ts'
import { namesFor } from './given-names.ts'
import type { Effect } from './salience.ts'

export type NamingOptions = {
  /** Then no word and no given name comes from a protected trait. Default true. */
  avoidProtected?: boolean
  /** Names already given, which stay: by persona index. */
  taken?: (string | null)[]
}

/** For a persona that differs in nothing one can see, largest first. */
const PLAIN_WORDS = ['Everyday', 'Typical', 'Average', 'Middling', 'Balanced', 'General', 'Usual', 'Ordinary']

/**
 * Alliterating names, unique in words and given names within the set: "Frugal Frank", "Middle-aged Mom Moira".
 * A function of the descriptions alone. The strongest difference whose word is still free names the persona; larger
 * personas choose first.
 */
export function namePersonas(
  encoder: Encoder,
  personas: readonly PersonaDescription[],
  options: NamingOptions = {},
): string[] {
  const plans = new Map(encoder.traits.map((trait) => [trait.name, trait]))
  const avoid = options.avoidProtected ?? true
  const taken = options.taken ?? []
  const words = new Set<string>()
  const given = new Set<string>()
  for (const name of taken) {
    if (!name) continue
    given.add(name.split(' ').at(-1)!)
    words.add(name.split(' ')[0]!)
  }
  return personas.map((persona, p) => {
    const kept = taken[p]
    if (kept) return kept
    const usable = persona.salient.filter((effect) => !avoid || !plans.get(effect.trait)!.protected)
    const gender = avoid ? 'unisex' : genderOf(persona, plans)
    for (const word of [...candidateWords(usable, plans, avoid, persona), ...PLAIN_WORDS]) {
      if (words.has(word)) continue
      const name = namesFor(word, gender).find((candidate) => !given.has(candidate))
      if (!name) continue
      words.add(word)
      given.add(name)
      const noun = avoid ? null : familyNoun(persona, plans, gender, word)
      return noun ? `${word} ${noun} ${name}` : `${word} ${name}`
    }
    // More personas than words: numbers never run out.
    return `Persona ${p + 1}`
  })
}

/** All first choices before all second choices, so that the strongest differences speak. Behaviour goes before demographics of like strength. */
function candidateWords(
  effects: readonly Effect[],
  plans: Map<string, TraitDecision>,
  avoid: boolean,
  { centre }: PersonaDescription,
): string[] {
  const lists = effects
    .map((effect) => ({ plan: plans.get(effect.trait)!, effect }))
    .filter(({ plan }) => plan.concept !== 'gender' && plan.concept !== 'sensitive' && (!avoid || !plan.protected))
    .map(({ plan, effect }) => wordsFor(plan, effect, centre[plan.name] ?? null))
  const longest = Math.max(0, ...lists.map((list) => list.length))
  const strongest = lists.slice(0, 3)
  const rest = lists.slice(3)
  const byRank = (some: string[][]) =>
    Array.from({ length: longest }, (_, rank) => some.flatMap((list) => list[rank] ?? [])).flat()
  return [...byRank(strongest), ...byRank(rest)]
}

function genderOf(persona: PersonaDescription, plans: Map<string, TraitDecision>): 'female' | 'male' | 'unisex' {
  for (const effect of persona.salient) {
    if (plans.get(effect.trait)!.concept !== 'gender' || effect.direction !== 'more' || effect.inside < 0.6) continue
    if (/^(f|female|woman|women)$/i.test(String(effect.value))) return 'female'
    if (/^(m|male|man|men)$/i.test(String(effect.value))) return 'male'
  }
  return 'unisex'
}

/** "Mom", "Dad" or "Parent" where children set the persona apart and the first word does not say so already. */
function familyNoun(
  persona: PersonaDescription,
  plans: Map<string, TraitDecision>,
  gender: string,
  word: string,
): string | null {
  const parent = persona.salient.some((effect) => {
    const plan = plans.get(effect.trait)!
    if (plan.concept !== 'children') return false
    const childless = typeof effect.value === 'string' && /\bno\b|none|^0$/i.test(effect.value)
    const isMost = effect.value === null || effect.inside >= 0.5
    return (effect.direction === 'higher' || effect.direction === 'more') && isMost && !childless
  })
  if (!parent || /^(Family|Parenting|Busy-parent)$/.test(word)) return null
  return gender === 'female' ? 'Mom' : gender === 'male' ? 'Dad' : 'Parent'
}
