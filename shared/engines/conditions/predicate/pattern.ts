import { RE2JS } from 're2js'
import { CustomerError } from '../../../model/errors.ts'

/**
 * Whether a text has a part that matches: RE2's syntax and meaning, in time linear in the text, so that no pattern of a
 * customer can hold a function up. The port follows Go's RE2. Two things differ from DuckDB's: `\C` (any byte) is refused, and
 * letters newer than DuckDB's Unicode tables are known. Throws a CustomerError for a pattern that is not RE2.
 */
export function patternTest(pattern: string): (text: string) => boolean {
  try {
    const compiled = RE2JS.compile(pattern.toWellFormed())
    return (text) => compiled.test(text)
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error)
    throw new CustomerError('VALIDATION_FAILED', `_matches takes a regular expression in RE2 syntax: ${why}`)
  }
}
