import type { Step } from '../model/machine.ts'

/** The steps of most machines: prepare, then one call a shard, then finish. */
export const mappedSteps: readonly Step[] = [{ name: 'prepare' }, { name: 'shard', over: 'shards' }, { name: 'finish' }]
