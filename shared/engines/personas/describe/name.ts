import type { Encoder, TraitDecision } from '../encode/encoder.ts'
import type { PersonaDescription } from './description.ts'
import { wordsFor } from './descriptors.ts'
import type { Effect } from './effect.ts'
import { fittingNames, namesFor } from './given-names.ts'
import { meansNone } from './means-none.ts'

type NamingOptions = {
  /** Then no word and no given name comes from a protected trait. Default true. */
  avoidProtected?: boolean
  /** Names that personas had before, by persona index: they stay where today's differences would still give them. */
  before?: (string | null)[]
}

/** The difference that a persona was named for. */
export type NamedFor = { trait: string; direction: Effect['direction']; value: Effect['value'] }
type PersonaName = { name: string /** Absent where nothing sets the persona apart. */; named_for?: NamedFor }

/** For a persona that differs in nothing one can see, largest first. */
const PLAIN_WORDS = ['Everyday', 'Typical', 'Average', 'Middling', 'Balanced', 'General', 'Usual', 'Ordinary']
/** A name comes from so many of the strongest differences; from weaker ones where all their words are taken. */
const STRONGEST = 3

type Word = { word: string; named_for?: NamedFor }

/**
 * Alliterating names, unique in words and given names within the set: "Frequent Frank", "Middle-aged Mom Moira".
 * The strongest difference whose word is still free names the persona; larger personas choose first. An earlier name stays
 * only while it passes the same test as a new one: its word is among those of the three strongest differences of today, or
 * of the best ones that are free.
 */
export function namePersonas(
  encoder: Encoder,
  personas: readonly PersonaDescription[],
  options: NamingOptions = {},
): PersonaName[] {
  const plans = new Map(encoder.traits.map((trait) => [trait.name, trait]))
  const avoid = options.avoidProtected ?? true
  const words = new Set<string>()
  const given = new Set<string>()
  const candidates = personas.map((persona) => candidateWords(persona, plans, avoid))
  const genders = personas.map((persona) => (avoid ? 'unisex' : genderOf(persona, plans)))
  const nounOf = (p: number, word: string) => (avoid ? null : familyNoun(personas[p]!, plans, genders[p]!, word))
  const named: (PersonaName | undefined)[] = personas.map(() => undefined)

  const isFree = (name: string) => !words.has(partsOf(name).word) && !given.has(partsOf(name).given)
  const take = (p: number, name: string, { named_for }: Word) => {
    words.add(partsOf(name).word)
    given.add(partsOf(name).given)
    named[p] = { name, ...(named_for && { named_for }) }
  }
  /** The persona's earlier name, where these words, its gender and its family would give it today. */
  const keep = (p: number, among: Word[]): boolean => {
    const name = options.before?.[p]
    if (!name || !isFree(name)) return false
    const { word, noun, given: givenName } = partsOf(name)
    const found = among.find((one) => one.word === word)
    if (!found || (noun !== null && noun !== nounOf(p, word)) || !fittingNames(word, genders[p]!).includes(givenName))
      return false
    take(p, name, found)
    return true
  }

  // Names that stay are taken before any new one is given.
  for (const p of personas.keys()) keep(p, candidates[p]![0]!)
  return personas.map((_, p) => {
    for (const among of candidates[p]!) {
      if (named[p] || keep(p, among)) break
      for (const one of among) {
        const { word } = one
        const free = words.has(word) ? undefined : namesFor(word, genders[p]!).find((name) => !given.has(name))
        if (!free) continue
        const noun = nounOf(p, word)
        take(p, noun ? `${word} ${noun} ${free}` : `${word} ${free}`, one)
        break
      }
    }
    // More personas than words: numbers never run out.
    return named[p] ?? { name: `Persona ${p + 1}` }
  })
}

/** `Middle-aged Mom Moira` in its parts. */
export function partsOf(name: string): { word: string; noun: string | null; given: string } {
  const parts = name.split(' ')
  return { word: parts[0]!, noun: parts.length > 2 ? parts[1]! : null, given: parts.at(-1)! }
}

/**
 * Words by the differences that they come from: of the strongest three, of the others, of none. In each all first choices
 * stand before all second ones, and those in which no other persona goes further before the rest.
 */
function candidateWords(
  { salient, centre }: PersonaDescription,
  plans: Map<string, TraitDecision>,
  avoid: boolean,
): Word[][] {
  const lists = salient.flatMap((effect): { leads: boolean; words: Word[] }[] => {
    const plan = plans.get(effect.trait)!
    if (plan.concept === 'gender' || plan.concept === 'sensitive' || (avoid && plan.protected)) return []
    const { trait, direction, value, leads } = effect
    const named_for = { trait, direction, value }
    const words = wordsFor(plan, effect, centre[plan.name] ?? null).map((word) => ({ word, named_for }))
    return words.length === 0 ? [] : [{ leads, words }]
  })
  const byRank = (some: typeof lists): Word[] => {
    const ordered = [...some].sort((a, b) => Number(b.leads) - Number(a.leads))
    const longest = Math.max(0, ...ordered.map(({ words }) => words.length))
    return Array.from({ length: longest }, (_, rank) => ordered.flatMap(({ words }) => words[rank] ?? [])).flat()
  }
  const plain = PLAIN_WORDS.map((word) => ({ word }))
  return [byRank(lists.slice(0, STRONGEST)), byRank(lists.slice(STRONGEST)), plain]
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
    const childless = typeof effect.value === 'string' && meansNone(plan, effect.value)
    const isMost = effect.value === null || effect.inside >= 0.5
    return (effect.direction === 'higher' || effect.direction === 'more') && isMost && !childless
  })
  if (!parent || /^(Family|Parenting)$/.test(word)) return null
  return gender === 'female' ? 'Mom' : gender === 'male' ? 'Dad' : 'Parent'
}
