import { expect, test } from 'vitest'
import { pendingDatasets } from '../../../../shared/nouns/profiles/pending-files.ts'
import { keys } from '../../../../shared/ports/store/keys.ts'
import type { Table } from '../../../../shared/ports/store/table.ts'

const at = (minute: number) => `2024-06-03T06:0${minute}:00.000Z`

/** A dataset: the digest of its output, and the minute until which a build holds it. */
type Item = { digest?: string; until?: number; archived?: true; preview?: true }
/** The digests that people were made from; null: as an earlier version of the product left them. */
type People = Record<string, string> | null

const tableOf = (datasets: Item[], people?: People): Table =>
  ({
    name: 'moira',
    db: {
      query: async ({ ExpressionAttributeValues: values }: { ExpressionAttributeValues: Record<string, string> }) => {
        const isPeople = values[':prefix'] === keys.resources('a', 'people').prefix
        if (isPeople) return { Items: people === undefined ? [{}] : [{ output: people ? { made_from: people } : {} }] }
        return {
          Items: datasets.map(({ digest, until, archived, preview }, i) => ({
            ...{ id: `d${i}`, config: { ...(preview && { preview }) } },
            ...(digest && { output_digest: digest }),
            ...(until !== undefined && { claimed_until: at(until) }),
            ...(archived && { archived_at: at(0) }),
          })),
        }
      },
    },
  }) as unknown as Table

test.each<[string, Item[], People | undefined, number]>([
  ['nothing is there', [], undefined, 0],
  ['it has no file yet', [{}], undefined, 0],
  ['people were made of what it says', [{ digest: 'x' }], { d0: 'x' }, 0],
  // Its output is newer than the people, and the same: nobody is built anew for it.
  ['another one says something new', [{ digest: 'x' }, { digest: 'z' }], { d0: 'x', d1: 'y' }, 1],
  ['nobody was recognised yet', [{ digest: 'x' }, { digest: 'y' }], undefined, 2],
  ['it is new', [{ digest: 'x' }, { digest: 'y' }], { d0: 'x' }, 1],
  ['its files are being read', [{ digest: 'x', until: 9 }], { d0: 'x' }, 1],
  ['a claim ended by itself', [{ digest: 'x', until: 4 }], { d0: 'x' }, 0],
  ['it is archived', [{ digest: 'y', archived: true }], { d0: 'x' }, 0],
  ['it is a preview', [{ digest: 'y', preview: true }], {}, 0],
  ['people were made by an earlier version', [{ digest: 'x' }], null, 0],
])('%s', async (_, datasets, people, count) => {
  expect(await pendingDatasets(tableOf(datasets, people), 'a', at(5))).toBe(count)
})
