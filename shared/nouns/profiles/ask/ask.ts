import type * as z from 'zod'
import type { Identifier } from '../../../engines/identity/fact.ts'
import { segmentId } from '../../../engines/profiles/segment-id.ts'
import type { ProfilesContext } from '../context.ts'
import type { profileOperations } from '../contract.ts'
import type { Profile } from '../read-profile.ts'

/** A question of the Profile API, of somebody who may ask it. */
export interface Ask {
  ctx: ProfilesContext
  /** The account, which is the space. */
  account: string
}

/** The query of an operation, checked. */
export type Query<Name extends keyof typeof profileOperations> = (typeof profileOperations)[Name] extends {
  query: infer Schema extends z.ZodType
}
  ? z.output<Schema>
  : undefined

/** The part of an answer that says how to ask for the next page. */
export const cursorOf = (url: string, limit: number, next: string | undefined) => ({
  url,
  has_more: next !== undefined,
  next: next ?? '',
  limit,
})

const collection = (account: string, name: string) => `/v1/spaces/${account}/collections/${name}/profiles`

/** The path of one part of a profile, by the profile's id: an answer repeats no address or name in a URL. */
export const pathOf = (account: string, { id }: Pick<Profile, 'id'>, part: string): string =>
  `${collection(account, 'users')}/${segmentId(id)}/${part}`

export const pathOfGroup = (account: string, group: string, part: string): string =>
  `${collection(account, 'accounts')}/group_id:${encodeURIComponent(group)}/${part}`

export const pathOfList = (account: string): string => collection(account, 'users')

/** An identifier as answers show it. */
export const shownId = ({ kind, value }: Identifier) => ({
  id: value,
  type: kind,
  collection: 'users' as const,
  encoding: 'none',
})

export const shownGroup = (group: string) => ({
  id: group,
  type: 'group_id',
  collection: 'accounts' as const,
  encoding: 'none',
})

export const timeOf = (ms: number): string => new Date(ms).toISOString()

/** A key as the text of a cursor. */
export const opaque = (key: string): string => Buffer.from(key).toString('base64url')
export const unopaque = (text: string): string => Buffer.from(text, 'base64url').toString()
