import {
  canonicalEmailHashSql,
  canonicalEmailSql,
  canonicalExternalSql,
  canonicalPhoneSql,
  canonicalPostcodeSql,
  canonicalStateSql,
  emailHashOfEmailSql,
} from '../../../engines/identity/normalize-sql.ts'
import type { OutputColumn } from './columns.ts'

/**
 * The SHA-256 of the plain spelling of an identity, so that another side that knows it finds the same, however it was typed: e-mail in
 * small letters without its plus part, phone as E.164 (else its national digits), names and places in small letters with single spaces and
 * without points and commas, states and postcodes as identity resolution reads them, ids as they are. Absent where a value is
 * none of its kind. Needs `slowPaths`.
 *
 * @param column an identity column; a phone's expression may be canonical already
 */
export function hashedSql({ machine_name, expression }: OutputColumn): string {
  const text = `CAST(${expression} AS VARCHAR)`
  switch (machine_name) {
    case 'email':
      return emailHashOfEmailSql(`(${canonicalEmailSql(text)})`)
    case 'email_hash':
      // It is a hash of an e-mail already.
      return canonicalEmailHashSql(text)
    case 'phone':
      return `sha256(${canonicalPhoneSql(text)})`
    case 'state':
      return `sha256(${canonicalStateSql(text)})`
    case 'postcode':
      return `sha256(${canonicalPostcodeSql(text)})`
    case 'person_first_name':
    case 'person_last_name':
    case 'house_number_and_street':
    case 'city':
      return `sha256(${plainWords(text)})`
    default:
      return `sha256(${canonicalExternalSql(text)})`
  }
}

/** Accents stay: `José` and `Jose` are two names to whom the file goes. */
const plainWords = (text: string): string =>
  `nullif(trim(regexp_replace(regexp_replace(lower(nfc_normalize(${text})), '[.,;]', '', 'g'), '\\s+', ' ', 'g')), '')`
