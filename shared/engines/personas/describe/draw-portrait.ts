import { Avatar, Style } from '@dicebear/core'
import definition from '@dicebear/styles/personas.json' with { type: 'json' }
import type { Portrait } from './portrait.ts'

let style: Style | undefined

/**
 * The style lightens heads by white that should blend into the skin (`overlay`). Inside a mask nothing is there to blend
 * with, so browsers paint plain white over it and dark skins turn grey: a thin white is what was meant.
 */
const highlight = /fill="white" opacity="\.\d+" style="mix-blend-mode:overlay"/g

/** The portrait as an SVG document, square, with its licence and author inside. Same portrait, same bytes. */
export function drawPortrait(portrait: Portrait): string {
  style ??= new Style(definition)
  const drawn = new Avatar(style, {
    seed: portrait.seed,
    size: 256,
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
  return drawn.replaceAll(highlight, 'fill="white" opacity=".1"')
}
