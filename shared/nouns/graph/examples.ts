import type { Examples } from '../../contract/with-examples.ts'
import { id, personaSetName, type Type } from '../example-shop.ts'

const edge = (upstream: Type, above: string, downstream: Type, below: string) => ({
  upstream_id: id[upstream],
  upstream_type: upstream,
  upstream_literate: above,
  upstream_status: 'ready',
  downstream_id: id[downstream],
  downstream_type: downstream,
  downstream_literate: below,
  downstream_status: 'ready',
})

export const examples: Partial<Examples> = {
  operations: {
    'graph.read': {
      response: [
        edge('datasets', 'orders', 'streams', 'orders'),
        edge('streams', 'orders', 'cohorts', 'Customers'),
        edge('cohorts', 'Customers', 'persona_sets', personaSetName),
      ],
    },
    'openapi.read': { response: { openapi: '3.1.0', info: { title: 'Moira' } } },
  },
}
