import * as z from 'zod'
import type { Noun } from '../../verbs/noun.ts'
import './output.ts'

/** The account's one identity resolution: made with the account, built from all datasets, seen by operators only. */
export const peopleNoun: Noun<'people'> = {
  type: 'people',
  operations: {},
  schema: z.strictObject({}),
  complete: (config) => config,
  check: () => {},
  madeByDatasets: true,
  machine: {
    name: 'resolve',
    large: true,
    steps: [
      { name: 'prepare' },
      { name: 'link', over: 'batches', partitioned: true },
      { name: 'number', over: 'ranges', partitioned: true },
      { name: 'connect', untilDone: true, partitioned: true },
      { name: 'cut', over: 'batches', partitioned: true },
      { name: 'decide', over: 'partitions', partitioned: true },
      { name: 'settle', plansShards: true, partitioned: true },
      { name: 'shard', over: 'shards' },
      { name: 'finish' },
    ],
  },
  reads: () => ({ every: 'datasets' }),
  inputs(people, { resources }) {
    const datasets = resources.filter((one) => one.type === 'datasets' && one.output_digest)
    if (!datasets.length && !people.built_digest) return { waitsFor: undefined }
    const made = datasets.map((one) => [one.id, one.output_digest]).sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
    return { inputs: { datasets: made } }
  },
}
