import type { Step } from '../model/machine.ts'

/** The steps of most machines, and what the middle one does: prepare, then one call a shard, then finish. */
export const mappedSteps = (doing: string): readonly Step[] => [
  { name: 'prepare', doing: 'looking at what is there' },
  { name: 'shard', doing, over: 'shards', weight: 3 },
  { name: 'finish', doing: 'putting it together' },
]
