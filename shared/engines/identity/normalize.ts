/**
 * From one value as somebody typed it to its canonical value. Each function gives null where the value is absent, implausible
 * or blocked; each kind of identifier has its file. Their words, patterns and blocked values are said once (spelling.ts,
 * patterns.ts, blocked.ts).
 *
 * Records that arrive one at a time are normalised by these functions. Files are normalised inside DuckDB: plain values by
 * the expressions of normalize-sql.ts, all others by these same functions, which DuckDB calls by name (`slowPaths`). Tests
 * hold both to one golden file and to the same odd texts.
 */
export { type AddressLine, addressLine } from './normalize/address-line.ts'
export { countryCode } from './normalize/country.ts'
export {
  canonicalEmail,
  canonicalEmailHash,
  canonicalEmails,
  emailHashOfEmail,
  writtenEmail,
} from './normalize/email.ts'
export { canonicalName, canonicalPersonName, generationOf, splitFullName } from './normalize/name.ts'
export { canonicalNameAddress, type NameAddress } from './normalize/name-address.ts'
export { canonicalExternal } from './normalize/own-id.ts'
export { canonicalPhone, canonicalPhones, writtenPhone } from './normalize/phone.ts'
export { canonicalPostcode, canonicalState, writtenPostcode } from './normalize/postcode.ts'
export { canonicalStreet } from './normalize/street.ts'
export { undressed, undressedText, type Value } from './normalize/undress.ts'
