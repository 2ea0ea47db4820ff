import type { Examples } from '../../contract/with-examples.ts'
import { emitted, envelope, id } from '../example-shop.ts'

export const examples: Partial<Examples> = {
  ids: { streams: id.streams },
  components: {
    Stream: [
      {
        ...envelope('streams'),
        name: 'orders',
        properties: { value: { type: 'double', emitted_by_datasets: emitted('amount') } },
        source_ids: [id.sources],
        event_count: 440,
        people_count: 100,
        oldest: '2023-08-01T10:00:00.000Z',
        newest: '2024-05-31T09:30:00.000Z',
      },
    ],
  },
}
