/** Pure identity resolution: what the rest of the product imports. The rules are told in docs/identity.md. */
export { namesAgree, type PersonName } from './agreement.ts'
export type { Reason } from './fold.ts'
export { identifierKey, identifierKeySql, personKey, uuidText } from './key.ts'
export { foldOrder, type IdentifierColumn, type Log, NONE, type Sequence } from './log.ts'
export { NICKNAMES, type Nicknames } from './nicknames.ts'
export { type Finds, redirects } from './redirects.ts'
export { type Drop, type Resolution, resolveIdentities } from './resolve.ts'
export { defaultRules, type KindRule, type Rules } from './rules.ts'
