import { Avatar, Style } from '@dicebear/core'
import definition from '@dicebear/styles/personas.json' with { type: 'json' }
import { colourSlotOf, type Portrait } from './portrait.ts'

let style: Style | undefined

/** One drawn yellow for everybody: no trait says what skin anybody has. */
const SKIN = '#f2d398'
/** A shirt for each background, so that no two of eight personas wear the same. */
const CLOTHES = ['#456dff', '#6dbb58', '#f3b63a', '#f55d81', '#7555ca', '#54d7c7', '#e24553', '#7d8da3']

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
    skinColor: [SKIN],
    clothingColor: [CLOTHES[colourSlotOf(portrait)]!],
    backgroundColor: [portrait.background],
  }).toString()
  return drawn.replaceAll(highlight, 'fill="white" opacity=".1"')
}
