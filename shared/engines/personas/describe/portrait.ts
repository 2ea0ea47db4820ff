import type { Encoder } from '../encode/encoder.ts'
import type { PersonaDescription } from './description.ts'
import { directionOf } from './direction.ts'
import type { Effect } from './effect.ts'

/** Everything a portrait is drawn from; kept in the model, so that a persona keeps its face while the facts behind it hold. */
export type Portrait = {
  seed: string
  hair: string[]
  hair_colour: string[]
  facial_hair: string[]
  eyes: string[]
  mouth: string[]
  nose: string[]
  clothes: string[]
  background: string
}

const GREY = ['#dee1f5']
const COLOURS = ['#362c47', '#6c4545', '#f29c65', '#f27d65']
const ANY_HAIR = [
  'bobCut',
  'buzzcut',
  'cap',
  'curly',
  'fade',
  'long',
  'shortCombover',
  'straightBun',
  'bobBangs',
  'bunUndercut',
]
/** Backgrounds of portraits by colour slot. */
export const backgrounds = ['#e8eefc', '#e6f4ea', '#fdf0dc', '#fbe7ec', '#efe9fb', '#e3f5f3', '#f4efe6', '#e9edf1']

/**
 * The portrait of a persona, from its dominant traits: hair and nose from age, hair and beard from gender (both only
 * where `avoidProtected` is false), face and clothes from how it buys. Skin is the same for all (draw-portrait.ts).
 */
export function portraitOf(
  encoder: Encoder,
  persona: PersonaDescription,
  seed: string,
  background: string,
  options: { avoidProtected?: boolean } = {},
): Portrait {
  const avoid = options.avoidProtected ?? true
  const concepts = new Map(encoder.traits.map((trait) => [trait.name, trait]))
  const find = (concept: string): Effect | undefined =>
    persona.salient.find((effect) => {
      const plan = concepts.get(effect.trait)!
      return plan.concept === concept && !(avoid && plan.protected)
    })
  const directionIn = (concept: string) => {
    const effect = find(concept)
    return effect && directionOf(concepts.get(effect.trait)!, effect)
  }
  const up = (concept: string) => ['higher', 'more'].includes(directionIn(concept) ?? '')
  const down = (concept: string) => ['lower', 'less'].includes(directionIn(concept) ?? '')
  const female = /^(f|female|woman|women)$/i.test(String(find('gender')?.value)) && up('gender')
  const male = /^(m|male|man|men)$/i.test(String(find('gender')?.value)) && up('gender')
  // Not where it is a label: a generation of Boomers is "more".
  const old = directionIn('age') === 'higher'
  const young = directionIn('age') === 'lower'
  return {
    seed,
    hair: female
      ? ['bobCut', 'bobBangs', 'long', 'extraLong', 'straightBun', 'curlyBun']
      : male
        ? ['buzzcut', 'fade', 'shortCombover', 'shortComboverChops', ...(old ? ['balding'] : ['curlyHighTop'])]
        : young
          ? ['beanie', 'curly', 'sideShave', 'fade', 'bunUndercut']
          : ANY_HAIR,
    hair_colour: old ? GREY : COLOURS,
    facial_hair: male && !young ? ['beardMustache', 'goatee', 'shadow', 'walrus'] : [],
    eyes:
      up('income') || up('education') || old
        ? ['glasses']
        : down('recency') || young
          ? ['happy', 'wink']
          : ['open', 'happy'],
    mouth: up('recency') ? ['smirk'] : up('order_value') || up('order_count') ? ['bigSmile'] : ['smile'],
    nose: old ? ['wrinkles'] : ['mediumRound', 'smallRound'],
    clothes:
      up('order_value') || up('income')
        ? ['rounded']
        : down('order_value')
          ? ['squared', 'small']
          : ['checkered', 'small', 'squared'],
    background,
  }
}

/** The first colour that fewest of these portraits have: as long as there are colours, no two personas share one. */
export function freeBackground(portraits: readonly Portrait[]): string {
  const uses = (colour: string) => portraits.filter(({ background }) => background === colour).length
  return backgrounds.reduce((best, colour) => (uses(colour) < uses(best) ? colour : best))
}

/** The place of its colour among the eight, for charts and mails that show it: it stays while the portrait's colour does. */
export const colourSlotOf = ({ background }: Portrait): number => Math.max(0, backgrounds.indexOf(background))

/** Whether two portraits say the same of a persona, whatever face and colour they have. */
export function sayTheSame(a: Portrait, b: Portrait): boolean {
  const said = ({ seed: _seed, background: _background, ...features }: Portrait) => JSON.stringify(features)
  return said(a) === said(b)
}
