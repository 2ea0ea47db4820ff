import { externalId } from '../columns.ts'

/** Kinds of identifiers that have a column of their name in an identity set. */
export const ownKinds = ['email', 'email_hash', 'phone', 'user_id', 'anonymous_id'] as const

/** The name that a kind of a source's settings has in the lake: any but the own ones is an external id. */
export const lakeKind = (kind: string): string =>
  (ownKinds as readonly string[]).includes(kind) || kind === 'name_address' ? kind : externalId.of(kind)
