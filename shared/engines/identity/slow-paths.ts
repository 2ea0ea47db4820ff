import type { Value } from './normalize.ts'
import * as one from './normalize.ts'

/**
 * The rules that DuckDB calls by name: functions of texts that the lake defines before it reads values. The
 * expressions of normalize-sql.ts ask only where a value is not written plainly, which is rare in most files: a question
 * costs one to five microseconds, an expression a tenth of it.
 */
export const slowPaths = {
  /** Several addresses or numbers of one cell, one a line: the second, the third … */
  moira_further_emails: (value: Value) => one.canonicalEmails(value).slice(1).join('\n') || null,
  moira_further_phones: (value: Value, country: Value) =>
    one.canonicalPhones(value, country).slice(1).join('\n') || null,
  moira_email: (value: Value) => one.canonicalEmail(value),
  moira_email_hash: (value: Value) => one.canonicalEmailHash(value),
  moira_phone: (value: Value, country: Value) => one.canonicalPhone(value, country),
  moira_external: (value: Value) => one.canonicalExternal(value),
  moira_name: (value: Value) => one.canonicalName(value),
  moira_street: (value: Value) => one.canonicalStreet(value),
  moira_postcode: (value: Value, state: Value, country: Value) => one.canonicalPostcode(value, state, country),
  moira_state: (value: Value) => one.canonicalState(value),
  /** Street, city, state and postcode, one a line. */
  moira_address_line: (value: Value) => {
    const { street, city, state, postcode } = one.addressLine(value)
    return [street, city, state, postcode].map((part) => part ?? '').join('\n')
  },
  moira_written_email: (value: Value) => (value == null ? null : one.writtenEmail(value)),
  moira_written_phone: (value: Value) => (value == null ? null : one.writtenPhone(value)),
  moira_written: (value: Value) => (value == null ? null : one.undressedText(value)),
  moira_written_postcode: (value: Value) => (value == null ? null : one.writtenPostcode(value)),
} satisfies Record<string, (...values: Value[]) => string | null>
