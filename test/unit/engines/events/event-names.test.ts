import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LakeName } from '../../../../shared/contract/fields.ts'
import { eventName } from '../../../../shared/engines/events/event-names.ts'

test.each([
  ['Order Completed', 'order_completed'],
  ['orderCompleted', 'order_completed'],
  ['order_completed', 'order_completed'],
  ['HTTPServerError', 'http_server_error'],
  ['$plan-Name!', 'plan_name'],
  ['Café au lait', 'cafe_au_lait'],
  ['item2Viewed', 'item2_viewed'],
  ['datetime', 'datetime_'],
  ['2024', '2024_'],
  ['person_id', 'person_id_'],
  ['constructor', 'constructor_'],
  ['  ', undefined],
  ['!?', undefined],
])('%s is %s', (written, name) => {
  expect(eventName(written)).toBe(name)
})

test('two names in other letters stay two', () => {
  expect(eventName('Größe')).toMatch(/^gro_e_[0-9a-f]{8}$/)
  expect(eventName('Заказ 1')).toMatch(/^1_[0-9a-f]{8}$/)
  expect(eventName('Заказ 1')).not.toBe(eventName('Товар 1'))
})

test('every name is one that the lake takes, and its own name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (written) => {
      const name = eventName(written)
      if (name === undefined) return
      expect(LakeName.safeParse(name).success).toBe(true)
      if (!name.endsWith('_')) expect(eventName(name)).toBe(name)
    }),
  )
})
