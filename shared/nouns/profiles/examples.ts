import type { Examples } from '../../contract/with-examples.ts'
import { id, monday } from '../example-shop.ts'

const segment_id = 'use_Mw6Gsgk7FXhq5TRk14mvq6'
const message_id = 'node-next-1717394520000-0'
const said = { source_id: id.sources, message_id, timestamp: monday }
const user = { id: 'person-1', type: 'user_id', collection: 'users', encoding: 'none' }
const email = { ...user, id: 'person-1@example.com', type: 'email' }
const company = { ...user, id: 'g1', type: 'group_id', collection: 'accounts' }

const other = 'use_5Hp4xwUvDTsJYBcPDqbfSv'
const separation = { external_ids: [email], from: user }
const parted = { data: [{ segment_id, external_ids: [user] }] }

const cursor = (part: string, limit: number, next = '') => ({
  url: `/v1/spaces/${id.accounts}/collections/users/profiles/${segment_id}/${part}`,
  has_more: next !== '',
  next,
  limit,
})

export const examples: Partial<Examples> = {
  components: {
    ProfileRefusal: [{ error: { code: 'not_found', message: 'Profile was not found.' } }],
  },
  fields: {
    space: [id.accounts],
    collection: ['users'],
    profile: ['email:person-1@example.com'],
    class: ['computed_trait'],
    include: ['user_id,email'],
    exclude: ['Item Viewed'],
    verbose: ['true'],
    sort: ['asc'],
    start: ['2024-06-01'],
    end: [monday],
    next: ['city'],
    with: ['user_id:person-1'],
  },
  operations: {
    'spaces.list': {
      response: {
        data: [{ segment_id }],
        cursor: { ...cursor('', 25, segment_id), url: `/v1/spaces/${id.accounts}/collections/users/profiles` },
      },
    },
    'spaces.traits': { response: { traits: { age: 41, city: 'Ghent' }, cursor: cursor('traits', 2, 'city') } },
    'spaces.external_ids': {
      response: {
        data: [{ source_id: id.sources, ...email, created_at: monday, first_message_id: message_id }],
        cursor: cursor('external_ids', 25),
      },
    },
    'spaces.events': {
      response: {
        data: [
          {
            external_ids: [user],
            type: 'track',
            event: 'Item Purchased',
            ...said,
            properties: { product: 'mug', revenue: 14.99 },
            context: { library: { name: 'ours' } },
          },
        ],
        cursor: cursor('events', 25),
      },
    },
    'spaces.metadata': {
      response: {
        metadata: {
          segment_id,
          exact: true,
          created_at: monday,
          updated_at: monday,
          expires_at: null,
          first_message_id: message_id,
          first_source_id: id.sources,
          last_message_id: message_id,
          last_source_id: id.sources,
          identity: { as_of_files: monday, exact: true, pending: 0 },
        },
      },
    },
    'spaces.history': {
      response: {
        data: [
          {
            type: 'merge',
            segment_id: other,
            canonical_segment_id: segment_id,
            external_ids: [],
            triggering_event_id: message_id,
            timestamp: monday,
          },
          {
            type: 'separate',
            segment_id,
            canonical_segment_id: segment_id,
            external_ids: [user, email],
            triggering_event_id: null,
            timestamp: monday,
          },
        ],
        cursor: cursor('history', 25),
      },
    },
    'spaces.explain': {
      response: {
        same_profile: true,
        chain: [{ external_ids: [email, user], ...said, set_aside: [{ ...email, reason: 'limit' }] }],
      },
    },
    'spaces.violations': {
      response: {
        data: [{ reason: 'limit', external_id: email, ...said }],
        cursor: { ...cursor('', 100), url: `/v1/spaces/${id.accounts}/violations` },
      },
    },
    'spaces.separate': { body: separation, response: parted },
    'spaces.rejoin': { body: separation, response: parted },
    'spaces.delete_external_id': { body: { delete_external_ids: [email] }, response: parted },
    'spaces.links': {
      response: { data: [{ to_collection: 'accounts', external_ids: [company] }], cursor: cursor('links', 20) },
    },
  },
}
