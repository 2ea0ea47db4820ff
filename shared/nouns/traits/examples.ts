import type { Examples } from '../../contract/with-examples.ts'
import { emitted, envelope, id, sizes } from '../example-shop.ts'

const household = {
  literate: 'Size of the household',
  description: 'As the customer said it',
  category: 'Household',
  statistical_type: 'categorical',
  unit: 'people',
  lookup_table: { small: 'Small', large: 'Large' },
}

export const examples: Partial<Examples> = {
  ids: { traits: id.traits },
  components: {
    Trait: [
      {
        ...envelope('traits'),
        name: 'size',
        ...household,
        type: 'string',
        known_count: 90,
        distinct_count: 2,
        source_ids: [id.sources],
        emitted_by_datasets: [{ ...emitted('size')[0], transformation_table: sizes }],
      },
      {
        ...envelope('traits'),
        name: 'orders_count',
        literate: 'Number of orders',
        category: 'computed',
        type: 'double',
        stream_name: 'orders',
        emitted_by_datasets: [],
      },
    ],
  },
  operations: {
    'traits.patch': { body: { name: 'size', ...household } },
    'traits.analysis': {
      response: {
        trait_name: 'age',
        kind: 'number',
        cohorts: [
          {
            cohort_id: id.cohorts,
            name: 'Customers',
            people: 100,
            known_count: 90,
            quartiles: { low: 31, median: 42, high: 55 },
            bins: [{ label: '30 – 40', count: 27, share: 0.3 }],
          },
        ],
      },
    },
  },
  fields: { cohort_ids: [[id.cohorts]] },
}
