import type { Examples } from '../../contract/with-examples.ts'
import { built, id, monday, often, personaSetName, seldom } from '../example-shop.ts'

const person = '0d4f6a2e-7c1b-8a90-9b3e-5f2c1d7e8a04'
const email = { type: 'email', id: 'person-1@example.com' }
const card = { type: 'loyalty_card', id: 'C-1042' }
const byFile = { source_id: id.datasets, source_name: 'orders' }
const names = { first_name: 'Ann', last_name: 'Lee', postcode: '05401' }
const persona = (one: typeof often, color_slot: number) => ({ persona_id: one.id, name: one.name, color_slot })

const separation = { external_ids: [card], from: email }
const after = { people: [{ id: person, identifiers: [email] }] }

export const examples: Partial<Examples> = {
  ids: { people: person },
  components: {
    Person: [
      {
        id: person,
        name: 'Ann Lee',
        address: { street: '12 North Oak Street', city: 'Burlington', state: 'VT', postcode: '05401' },
        known_from: ['files'],
        first_seen: '2024-01-08T10:00:00.000Z',
        last_seen: monday,
        built_at: built,
        identifiers: [{ ...email, ...byFile, first_seen: '2024-01-08T10:00:00.000Z', last_seen: monday }],
        traits: [
          {
            name: 'size',
            literate: 'Size',
            value: 'small',
            ...byFile,
            said_at: monday,
            earlier: [{ value: 'large', ...byFile, said_at: '2024-01-08T10:00:00.000Z' }],
          },
        ],
        cohorts: [{ id: id.cohorts, name: 'Customers' }],
        personas: [
          {
            persona_set_id: id.persona_sets,
            persona_set_name: personaSetName,
            ...persona(often, 0),
            avatar: `https://api.example.com/v1/persona_sets/${id.persona_sets}/personas/${often.id}/avatar.svg?v=5d41402abc4b2a76`,
            margin: 0.7,
            runner_up: persona(seldom, 1),
            why: [{ trait: 'orders_count', literate: 'Number of orders', value: 9, figure: '9 orders', gain: 3.2 }],
            history: [{ ...persona(often, 0), from: '2024-01-08', until: '2024-06-03' }],
          },
        ],
      },
    ],
  },
  fields: {
    streams: ['orders'],
    since: ['2024-01-01'],
    until: ['2024-06-03'],
    country: ['US'],
    email: [email.id],
    phone: ['(212) 555-0100'],
    first_name: [names.first_name],
    last_name: [names.last_name],
    postcode: [names.postcode],
  },
  operations: {
    'people.search': {
      body: { id: 'person-1' },
      response: { people: [{ id: person, name: 'Ann Lee', place: 'Burlington, VT 05401', identifiers: [email] }] },
    },
    'people.events': {
      response: {
        events: [
          {
            time: monday,
            stream: 'orders',
            value: 49.5,
            properties: { product: 'mug' },
            source_name: null,
            is_new: false,
          },
        ],
        streams: [{ name: 'orders', count: 9 }],
        next: null,
      },
    },
    'people.merges': {
      response: {
        exact: true,
        joined: [
          {
            time: monday,
            ...byFile,
            by: [email, card],
            parts: [[email], [card]],
            added: [{ type: 'user_id', id: 'person-1' }],
          },
        ],
        not_joined: [
          {
            time: monday,
            ...byFile,
            identifier: { type: 'phone', id: '+12125550100' },
            beside: [email],
            reason: 'shared',
            sentence: 'Too many people have it: it joins nobody',
          },
        ],
        separated: [{ ...separation, decided_at: monday }],
      },
    },
    'people.separate': { body: { ...separation, preview: true }, response: after },
    'people.rejoin': { body: { ...separation, preview: false }, response: after },
  },
}
