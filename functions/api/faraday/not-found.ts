import { endpoint } from './middleware/endpoint.ts'

/** The default route: whatever no noun takes. */
export const handler = endpoint({ operations: {}, verbs: {} })
