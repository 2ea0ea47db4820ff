import { Avatar, Style } from '@dicebear/core'
import definition from '@dicebear/styles/personas.json' with { type: 'json' }
import type { Portrait } from './portrait.ts'

let style: Style | undefined

/** The portrait as an SVG document, square, with its licence and author inside. Same portrait, same bytes. */
export function drawPortrait(portrait: Portrait, size = 256): string {
  style ??= new Style(definition)
  return new Avatar(style, {
    seed: portrait.seed,
    size,
    hairVariant: portrait.hair,
    hairColor: portrait.hair_colour,
    facialHairVariant: portrait.facial_hair.length > 0 ? portrait.facial_hair : ['shadow'],
    facialHairProbability: portrait.facial_hair.length > 0 ? 100 : 0,
    facialHairColor: portrait.hair_colour,
    eyesVariant: portrait.eyes,
    mouthVariant: portrait.mouth,
    noseVariant: portrait.nose,
    clothesVariant: portrait.clothes,
    backgroundColor: [portrait.background],
  }).toString()
}
