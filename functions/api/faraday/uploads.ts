import { uploads } from '../../../shared/nouns/uploads/uploads.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(uploads)
