import { CustomerError } from '../../model/errors.ts'
import { nearestName } from './nearest-name.ts'

/**
 * Refuses a name that is not in the list: `trait not found: "agee", there is: "age", "gender" (did you mean "age"?)`.
 * `path` is where in the config the name stands.
 */
export function requireName(what: string, name: string, known: string[], path: string): void {
  if (known.includes(name)) return
  const near = nearestName(name, known)
  const listed = known.slice(0, 20).map((each) => `"${each}"`)
  const rest = known.length > 20 ? ` and ${known.length - 20} more` : ''
  const there = known.length === 0 ? 'there is none' : `there is: ${listed.join(', ')}${rest}`
  const message = `${what} not found: "${name}", ${there}${near ? ` (did you mean "${near}"?)` : ''}`
  throw new CustomerError('VALIDATION_FAILED', message, {
    validationErrors: [{ message, path, ...(near && { suggestion: near }), context: { errorType: 'unknown_name' } }],
  })
}
