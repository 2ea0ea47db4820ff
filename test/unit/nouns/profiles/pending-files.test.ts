import { expect, test } from 'vitest'
import { pendingDatasets } from '../../../../shared/nouns/profiles/pending-files.ts'
import { keys } from '../../../../shared/ports/store/keys.ts'
import type { Table } from '../../../../shared/ports/store/table.ts'

const at = (minute: number) => `2024-06-03T06:0${minute}:00.000Z`

/** Minutes at which a resource was read and published, and until which a build holds it. */
type Item = { read?: number; published?: number; until?: number; archived?: true }
const stored = ({ read, published, until, archived }: Item) => ({
  config: {},
  ...(read !== undefined && { last_read_input_at: at(read) }),
  ...(published !== undefined && { last_updated_output_at: at(published) }),
  ...(until !== undefined && { claimed_until: at(until) }),
  ...(archived && { archived_at: at(0) }),
})
const tableOf = (datasets: Item[], people?: Item): Table =>
  ({
    name: 'moira',
    db: {
      query: async ({ ExpressionAttributeValues: values }: { ExpressionAttributeValues: Record<string, string> }) => {
        const isPeople = values[':prefix'] === keys.resources('a', 'people').prefix
        return { Items: (isPeople ? [people].filter((one) => one !== undefined) : datasets).map(stored) }
      },
    },
  }) as unknown as Table

test.each<[string, Item[], Item | undefined, number]>([
  ['nothing is there', [], undefined, 0],
  ['all was read before people were recognised', [{ published: 1 }], { read: 2, published: 3 }, 0],
  ['a file was read while people were recognised', [{ published: 3 }], { read: 2, published: 4 }, 1],
  ['nobody was recognised yet', [{ published: 1 }], undefined, 1],
  ['a file is being read', [{ published: 1, until: 9 }, { published: 1 }], { read: 2, published: 3 }, 1],
  ['a claim ended by itself', [{ published: 1, until: 4 }], { read: 2, published: 3 }, 0],
  ['people are being recognised with it', [{ published: 3 }], { read: 4, published: 2, until: 9 }, 1],
  ['the dataset is archived', [{ published: 3, archived: true }], { read: 2, published: 3 }, 0],
])('%s', async (_, datasets, people, count) => {
  expect(await pendingDatasets(tableOf(datasets, people), 'a', at(5))).toBe(count)
})
