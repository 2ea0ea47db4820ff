import { expect, test } from 'vitest'
import { describeShard } from '../../../../../shared/engines/personas/describe/describe.ts'
import { finishDescription } from '../../../../../shared/engines/personas/describe/description.ts'
import { fitEncoder } from '../../../../../shared/engines/personas/encode/fit-encoder.ts'
import { categories, flags, numbers, tableOf } from '../../../../support/persona-tables.ts'

/** Three personas by turns: the first two are equal in the trait, the third is another. */
const persona = Int32Array.from({ length: 300 }, (_, i) => i % 3)
const per = <T>(equals: T, third: T, odd = third): T[] =>
  Array.from(persona, (p, i) => (p < 2 ? equals : i % 9 === 8 ? odd : third))

test.each([
  ['a number', numbers('visits', per(20, 1, 2))],
  ['ordered bands', categories('income', per('Over $75K', 'Under $25K', '$25K-50K'))],
  ['a category', categories('colour', per('blue', 'red', 'green'))],
  ['a truth', flags('newsletter', per(true, false, true))],
])('of two equals neither leads: %s', (_, column) => {
  const encoder = fitEncoder(tableOf(column))
  const { personas } = finishDescription(encoder, describeShard(encoder, 3, tableOf(column), persona))
  const effects = personas.map(({ salient }) => salient[0]!)
  expect(effects.map(({ leads }) => leads)).toEqual([false, false, true])
})
