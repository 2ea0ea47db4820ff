import { streams } from '../../../shared/nouns/streams/streams.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(streams)
