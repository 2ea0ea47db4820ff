import { describe, expect, test } from 'vitest'
import type { AcceptedEvent } from '../../../../shared/engines/events/event.ts'
import { flatEvent } from '../../../../shared/engines/events/flat-event.ts'
import { blockedValues } from '../../../../shared/engines/identity/normalize-identifier.ts'

const time = '2024-05-01T00:00:00.000Z'
const flat = (said: Partial<AcceptedEvent>) =>
  flatEvent(
    { type: 'track', messageId: 'm', timestamp: time, receivedAt: time, ...said },
    { kinds: ['user_id', 'email'], blocked: blockedValues(['guest']) },
  )
const properties = (said: Partial<AcceptedEvent>) => Object.fromEntries(flat(said).properties)

describe('an event as a row', () => {
  test('a track is an event of the stream of its name, with what a cell can hold', () => {
    const one = flat({
      event: 'Item Viewed',
      properties: {
        productId: 17,
        gift: false,
        note: ' two  words ',
        list: [1],
        deep: { a: 1 },
        none: null,
        blank: '',
      },
    })
    expect(one.stream).toEqual({ name: 'item_viewed', written: 'Item Viewed' })
    expect(Object.fromEntries(one.properties)).toEqual({ product_id: '17', gift: 'false', note: 'two  words' })
  })

  test.each([
    [{ revenue: 14.99, total: 20, value: 3 }, '14.99'],
    [{ total: '20.50', value: 3 }, '20.50'],
    [{ value: 1e-7 }, '0.0000001'],
    [{ revenue: 'free', value: 2 }, '2'],
    [{ value: 'blue' }, undefined],
    [{ value: 1e14 }, undefined],
    [{ revenue: -5 }, '-5'],
  ])('%o is worth %s', (given, value) => {
    const found = properties({ event: 'Order', properties: given })
    expect(found.value === undefined ? undefined : Number(found.value)).toBe(
      value === undefined ? value : Number(value),
    )
    expect(found.value ?? '').not.toContain('e')
  })

  test('pages and screens say what was looked at', () => {
    expect(properties({ type: 'page', name: 'Home', category: 'Shop', properties: { name: 'other' } })).toEqual({
      page_name: 'Home',
      category: 'Shop',
      name: 'other',
    })
    expect(flat({ type: 'screen', properties: { name: 'Cart' } })).toMatchObject({ stream: { name: 'screen_viewed' } })
    expect(properties({ type: 'screen', properties: { name: 'Cart' } })).toMatchObject({ screen_name: 'Cart' })
  })

  test('traits are those of an identify; null takes one away', () => {
    const traits = { plan: 'pro', age: null, address: { city: 'Graz' } }
    expect(Object.fromEntries(flat({ type: 'identify', traits }).traits)).toEqual({ plan: 'pro', age: null })
    expect(flat({ type: 'group', traits }).traits.size).toBe(0)
    expect(flat({ type: 'identify', traits }).stream).toBeUndefined()
  })

  test('values that identify nobody are nobody’s identifiers', () => {
    const { who } = flat({ userId: 'Guest', properties: { email: 'ann@example.com' }, event: 'x' })
    expect(who.identifiers).toEqual([{ kind: 'email', value: 'ann@example.com' }])
    expect(flat({ userId: '000-000', event: 'x' }).who.identifiers).toEqual([])
  })
})
