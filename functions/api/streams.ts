import { streams } from '../../shared/resources/streams.ts'
import { endpoint } from '../middleware/endpoint.ts'

export const handler = endpoint(streams)
