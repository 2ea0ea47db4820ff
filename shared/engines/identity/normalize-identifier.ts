import { lower } from './normalize/fold-text.ts'
import {
  canonicalEmail,
  canonicalEmailHash,
  canonicalExternal,
  canonicalPhone,
  undressed,
  type Value,
} from './normalize.ts'

/** Zeros and dashes alone: what a client sends before it knows the user. */
const PLACEHOLDER = /^[0-]*$/

/** Values that identify nobody in one account, whatever their kind (docs/identity.md has those of all accounts). */
export type BlockedValues = ReadonlySet<string>

/** @param values as the account names them; case, dress and spelling do not matter */
export const blockedValues = (values: Iterable<string>): BlockedValues =>
  new Set(
    [...values].flatMap((value) => [plain(value), canonicalEmail(value) ?? [], canonicalPhone(value) ?? []].flat()),
  )

const plain = (value: string): string => lower(undressed(value.normalize('NFKC')))

/**
 * The canonical value of one identifier, by which messages and rows meet; null where it identifies nobody: absent, implausible
 * or blocked.
 *
 * @param kind any but name_address, which is made of several fields (canonicalNameAddress) and never of one: null
 * @param country whose numbers phones are that name none, as its ISO code or its name
 * @param blocked those of the account
 */
export function normalizeIdentifier(
  kind: string,
  value: Value,
  country?: Value,
  blocked?: BlockedValues,
): string | null {
  if (value == null || PLACEHOLDER.test(undressed(value)) || blocked?.has(plain(value))) return null
  const canonical = canonicalOf(kind, value, country)
  return canonical === null || blocked?.has(lower(canonical)) ? null : canonical
}

function canonicalOf(kind: string, value: string, country: Value): string | null {
  if (kind === 'email') return canonicalEmail(value)
  if (kind === 'email_hash') return canonicalEmailHash(value)
  if (kind === 'phone') return canonicalPhone(value, country)
  return kind === 'name_address' ? null : canonicalExternal(value)
}
