import { CustomerError } from '../model/errors.ts'

/** Refuses one field of a configuration with a sentence. */
export function refuse(path: string, message: string, errorType = 'contradiction'): never {
  throw new CustomerError('VALIDATION_FAILED', message, {
    validationErrors: [{ message, path, context: { errorType } }],
  })
}
