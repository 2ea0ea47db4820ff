import { type Match, matchOperation } from '../../../../shared/contract/match.ts'
import type { Identifier } from '../../../../shared/engines/identity/fact.ts'
import { personIdOf } from '../../../../shared/engines/profiles/segment-id.ts'
import { profileOperations } from '../../../../shared/nouns/profiles/contract.ts'
import type { Asked } from '../../../../shared/nouns/profiles/read-profile.ts'
import { profileNotFound, Refusal } from '../../../../shared/nouns/profiles/refusal.ts'

const path = /^\/v1\/(?:spaces|namespaces)(\/[^/]+)(\/.+)$/
const ofProfile = /^(\/collections\/[^/]+\/profiles\/)(.+?)((?:\/[a-z_]+|\/external_ids\/delete)\/?)$/

/**
 * The operation of the Profile API that a path means. The gateway decodes a path before it hands the path on, so an identifier may
 * hold slashes by then: it is all between the collection and the last words.
 */
export function askedFor(
  method: string,
  rawPath: string,
): (Match & { name: keyof typeof profileOperations }) | undefined {
  const [, space, rest] = path.exec(rawPath) ?? []
  if (space === undefined || rest === undefined) return undefined
  const [, before, profile, after] = ofProfile.exec(rest) ?? []
  const plain = profile === undefined ? rest : `${before}${profile.replaceAll('/', '%2F')}${after}`
  return matchOperation(profileOperations, method, `/v1/spaces${space}${plain}`) as ReturnType<typeof askedFor>
}

const collections = ['users', 'accounts'] as const
export type Collection = (typeof collections)[number]

export function collectionOf(text: string): Collection {
  const collection = collections.find((one) => one === text)
  if (!collection)
    throw new Refusal('validation_error', `collection must be users or accounts, but is "${text.slice(0, 40)}"`)
  return collection
}

/** Longer than any kind of identifier. */
const kind = /^[a-z][a-z0-9_.]{0,49}$/

/** The person of `email:bob@example.com`, of `segment_id:use_…`, or of `use_…` alone as cursors write it. */
export function askedIn(text: string): Asked {
  const { kind, value } = identifierIn(text.startsWith('use_') ? `segment_id:${text}` : text)
  if (kind !== 'segment_id') return { kind, value }
  const person = personIdOf(value)
  if (person === undefined) throw profileNotFound()
  return { person }
}

/** An identifier as paths and parameters write it, `type:value`. The refusal does not repeat it: it may be a person's. */
export function identifierIn(text: string): Identifier {
  const at = text.indexOf(':')
  const named = { kind: text.slice(0, Math.max(0, at)), value: text.slice(at + 1) }
  if (!kind.test(named.kind) || !named.value) {
    throw new Refusal(
      'validation_error',
      'a profile is named by an identifier, such as email:bob@example.com or user_id:7',
    )
  }
  return named
}
