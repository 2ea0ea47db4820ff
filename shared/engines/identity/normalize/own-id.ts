import { BLOCKED_IDS, BLOCKED_VALUES } from '../blocked.ts'
import * as pattern from '../patterns.ts'
import { lower } from './fold-text.ts'
import { undressed, type Value } from './undress.ts'

const EMPTY_ID = new RegExp(`^(?:${pattern.EMPTY_ID})$`, 'u')
const idBlocked = new Set([...BLOCKED_VALUES, ...BLOCKED_IDS])

/** `l:1111` of lead ads, and their `p:` and `z:`. */
const LEAD_PREFIX = /^[lpz]:(?=\+?[0-9]+$)/u

/** An id of the customer's own (user_id, anonymous_id, external): undressed, case kept, "17850.0" read as 17850. */
export function canonicalExternal(value: Value): string | null {
  if (value == null) return null
  const id = undressed(value.normalize('NFC'))
    .replace(LEAD_PREFIX, '')
    .replace(/^([0-9]+)\.0$/, '$1')
  return EMPTY_ID.test(id) || idBlocked.has(lower(id)) ? null : id
}
