import { describe, expect, test } from 'vitest'
import type { AcceptedEvent } from '../../../../shared/engines/events/event.ts'
import { promoted } from '../../../../shared/engines/events/promoted.ts'
import { defaultIdentifiers } from '../../../../shared/nouns/sources/identifiers.ts'

const kinds = defaultIdentifiers.map(({ kind }) => kind)
const event = (more: Partial<AcceptedEvent>): AcceptedEvent => ({
  type: 'track',
  messageId: 'm1',
  timestamp: '2026-05-01T12:00:00.000Z',
  receivedAt: '2026-05-01T12:00:00.000Z',
  ...more,
})
const idsOf = (more: Partial<AcceptedEvent>, of: readonly string[] = kinds) =>
  promoted(event(more), of).identifiers.map(({ kind, value }) => `${kind}:${value}`)

const phone = (type: string, tracking: unknown = true) => ({
  context: { device: { type, id: 'd1', advertisingId: 'i1', adTrackingEnabled: tracking, token: 't1' } },
})

describe('an event bears', () => {
  test.each<[string, Partial<AcceptedEvent>, string[]]>([
    ['its ids', { userId: 'u1', anonymousId: 'a1' }, ['user_id:u1', 'anonymous_id:a1']],
    ['the e-mail of its traits', { type: 'identify', traits: { email: ' jo@example.com ' } }, ['email:jo@example.com']],
    ['the e-mail of its context', { context: { traits: { email: 'jo@example.com' } } }, ['email:jo@example.com']],
    ['the e-mail of its properties', { properties: { email: 'jo@example.com' } }, ['email:jo@example.com']],
    [
      'each e-mail once',
      {
        type: 'identify',
        traits: { email: 'a@example.com' },
        context: { traits: { email: 'b@example.com' } },
        properties: { email: 'a@example.com' },
      },
      ['email:a@example.com', 'email:b@example.com'],
    ],
    ['the ids of an iPhone', phone('ios'), ['ios.id:d1', 'ios.idfa:i1', 'ios.push_token:t1']],
    ['the ids of an Android', phone('Android'), ['android.id:d1', 'android.idfa:i1', 'android.push_token:t1']],
    [
      'no advertising id of somebody who is not to be followed',
      phone('ios', false),
      ['ios.id:d1', 'ios.push_token:t1'],
    ],
    ['nothing of a device of another system', phone('windows'), []],
    [
      'the client id of Google Analytics',
      { integrations: { 'Google Analytics': { clientId: '1033501218.1368477899' } } },
      ['ga_client_id:1033501218.1368477899'],
    ],
    ['an id between domains', { context: { traits: { crossDomainId: 'x1' } } }, ['cross_domain_id:x1']],
    [
      'external ids of users, of any kind, the first of each',
      {
        context: {
          externalIds: [
            { type: 'loyalty', id: 7, collection: 'users', encoding: 'none' },
            { type: 'loyalty', id: 8, collection: 'users', encoding: 'none' },
            { type: 'crm', id: 'c1', collection: 'accounts', encoding: 'none' },
            { type: 'Not A Kind', id: 'c1', collection: 'users' },
            { type: 'group_id', id: 'g1', collection: 'users' },
            'nonsense',
          ],
        },
      },
      ['loyalty:7'],
    ],
    [
      'no id of a company',
      { type: 'group', userId: 'u1', groupId: 'g1', traits: { email: 'office@example.com' } },
      ['user_id:u1'],
    ],
    ['the new id alone, of an alias', { type: 'alias', userId: 'u2', previousId: 'u1' }, ['user_id:u2']],
    ['numbers as texts', { properties: { email: 5 } }, ['email:5']],
    [
      'no empty text, object or list',
      { type: 'identify', traits: { email: ' ' }, properties: { email: ['a@example.com'] } },
      [],
    ],
    ['no text that is too long for an identifier', { userId: 'u'.repeat(501) }, []],
  ])('%s', (_, sent, expected) => {
    expect(idsOf(sent)).toEqual(expected)
  })

  test('kinds that the source promotes, and no other', () => {
    const sent = { userId: 'u1', anonymousId: 'a1', properties: { loyaltyId: 'l1', phone: '+12125550100' } }
    expect(idsOf(sent, ['anonymous_id', 'loyalty_id'])).toEqual(['anonymous_id:a1', 'loyalty_id:l1'])
    expect(idsOf(sent, ['phone'])).toEqual(['phone:+12125550100'])
    expect(idsOf({ properties: { group_id: 'g1' } }, ['group_id'])).toEqual([])
  })

  test.each<[string, Partial<AcceptedEvent>, object | undefined]>([
    ['in parts', { type: 'identify', traits: { firstName: 'Ann', last_name: 'Lee' } }, { first: 'Ann', last: 'Lee' }],
    ['whole', { type: 'identify', traits: { name: 'Ann Lee' } }, { full: 'Ann Lee' }],
    ['in the context of another call', { context: { traits: { name: 'Ann Lee' } } }, { full: 'Ann Lee' }],
    ['of nobody: a company', { type: 'group', traits: { name: 'Example Ltd' } }, undefined],
    ['of nobody: a page', { type: 'page', name: 'Home', properties: { name: 'Home' } }, undefined],
  ])('a name %s', (_, sent, expected) => {
    expect(promoted(event({ userId: 'u1', ...sent }), kinds).name).toEqual(expected)
  })
})
