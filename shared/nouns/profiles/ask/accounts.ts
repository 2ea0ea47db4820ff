import type { SaidTrait } from '../../../engines/profiles/traits.ts'
import { getAll } from '../../../ports/store/batches.ts'
import { profileKeys } from '../../../ports/store/profile-keys.ts'
import { queryRange } from '../../../ports/store/ranges.ts'
import type { TraitsItem } from '../items.ts'
import { unpackTraits } from '../keep-traits.ts'
import { standing } from '../read-traits.ts'
import { badCursor, profileNotFound, Refusal } from '../refusal.ts'
import { type Ask, cursorOf, pathOfGroup, type Query, shownGroup, shownId, timeOf } from './ask.ts'
import { newestOf } from './metadata.ts'
import { shownTraits } from './traits.ts'

/** A company, as group events speak of it. */
export interface Group {
  id: string
  traits: ReadonlyMap<string, SaidTrait>
}

/** @throws Refusal where no event speaks of the company */
export async function readGroup({ ctx, account }: Ask, id: string): Promise<Group> {
  const [items, members] = await Promise.all([
    getAll<TraitsItem>(ctx.profiles, [profileKeys.group(account, id)]),
    readMembers({ ctx, account }, id, 1),
  ])
  const [item] = items
  if (!item && members.items.length === 0) throw profileNotFound()
  return { id, traits: item ? standing(unpackTraits(item)) : new Map() }
}

function readMembers({ ctx, account }: Ask, id: string, limit: number, after?: string) {
  const { pk, prefix } = profileKeys.members(account, id)
  const range = { pk, from: `${prefix}${after === undefined ? '' : `${after} `}`, to: `${prefix}~` }
  return queryRange<{ kind: string; value: string }>(ctx.profiles, range, { limit, backwards: false })
}

/** MD5 in base64, as keys of members end. */
const digest = /^[\w-]{22}$/

/** The questions about a company, by the last word of their path. */
export const askGroup = {
  traits: async ({ account }: Ask, group: Group, query: Query<'traits'>) =>
    shownTraits(group.traits, query, pathOfGroup(account, group.id, 'traits')),

  external_ids: async ({ account }: Ask, { id }: Group, { include, limit }: Query<'external_ids'>) => {
    const isAsked = !include || include.includes('group_id')
    const shown = { source_id: null, ...shownGroup(id), created_at: null, first_message_id: null }
    return {
      data: isAsked ? [shown] : [],
      cursor: cursorOf(pathOfGroup(account, id, 'external_ids'), limit, undefined),
    }
  },

  metadata: async (_: Ask, { traits }: Group) => {
    const last = newestOf([...traits.values()])
    return {
      metadata: {
        created_at: null,
        updated_at: last ? timeOf(last.time) : null,
        expires_at: null,
        first_message_id: null,
        first_source_id: null,
        last_message_id: last?.message ?? null,
        last_source_id: last?.source ?? null,
      },
    }
  },

  /** The identifiers under which events said that somebody belongs to the company; a person may have several of them. */
  links: async (ask: Ask, { id }: Group, { limit, next: after }: Query<'links'>) => {
    if (after !== undefined && !digest.test(after)) throw badCursor()
    const { items } = await readMembers(ask, id, limit + 1, after)
    const page = items.slice(0, limit)
    const next = items.length > limit ? page.at(-1)!.sk.slice('U#'.length) : undefined
    return {
      data: page.map(({ item }) => ({ to_collection: 'users' as const, external_ids: [shownId(item)] })),
      cursor: cursorOf(pathOfGroup(ask.account, id, 'links'), limit, next),
    }
  },

  events: async (): Promise<never> => {
    throw new Refusal(
      'invalid_request_error',
      'events are of users: ask for those of the users in the links of the account',
    )
  },
}
