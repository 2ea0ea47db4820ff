import * as z from 'zod'
import type { Resource } from '../../model/resource.ts'
import type { Noun } from '../../verbs/noun.ts'
import './output.ts'

/** Whether people are made from it. A preview of a dataset is looked at only. */
export const isCounted = (one: Resource): boolean =>
  one.type === 'sources' || (one.type === 'datasets' && !one.config.preview)

/** The account's one identity resolution: made with the account, built from all datasets and sources, seen by operators only. */
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
    publishes: true,
    steps: [
      { name: 'prepare', doing: 'recognising people', weight: 4 },
      { name: 'link', doing: 'looking for shared values', over: 'batches', partitioned: true },
      { name: 'number', doing: 'numbering shared values', over: 'ranges', partitioned: true },
      { name: 'connect', doing: 'connecting records', untilDone: true, partitioned: true },
      { name: 'cut', doing: 'sorting records by person', over: 'batches', partitioned: true },
      { name: 'decide', doing: 'recognising people', over: 'partitions', partitioned: true },
      { name: 'settle', doing: 'recognising people', plansShards: true, partitioned: true },
      { name: 'shard', doing: 'writing what is known of each person', over: 'shards', weight: 3 },
      { name: 'finish', doing: 'putting it together' },
    ],
  },
  reads: () => ({ every: ['datasets', 'sources'] }),
  inputs(people, { resources }) {
    const datasets = resources.filter((one) => isCounted(one) && one.output_digest)
    if (!datasets.length && !people.built_digest) return { waitsFor: undefined }
    const made = datasets.map((one) => [one.id, one.output_digest]).sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
    // From the first source on, a build publishes the base for events to meet.
    const sources = (resources.filter((one) => one.type === 'sources') as Resource<'sources'>[]).sort((a, b) =>
      a.created_at < b.created_at ? -1 : 1,
    )
    return {
      inputs: { datasets: made, ...(sources.length && { linking: sources.map(({ config }) => config.identifiers) }) },
    }
  },
}
