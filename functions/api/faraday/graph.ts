import { graph } from '../../../shared/nouns/graph/graph.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(graph)
