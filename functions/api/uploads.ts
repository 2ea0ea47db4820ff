import { uploads } from '../../shared/resources/uploads.ts'
import { endpoint } from '../middleware/endpoint.ts'

export const handler = endpoint(uploads)
