import { graph } from '../../shared/resources/graph.ts'
import { endpoint } from '../middleware/endpoint.ts'

export const handler = endpoint(graph)
