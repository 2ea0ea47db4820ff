import { finishCohort } from '../../shared/builds/cohort/finish.ts'
import { prepareCohort } from '../../shared/builds/cohort/prepare.ts'
import { shardCohort } from '../../shared/builds/cohort/shard.ts'
import { machine, perShard } from '../middleware/machine.ts'

export const handler = machine({
  prepare: prepareCohort,
  shard: perShard(shardCohort),
  finish: finishCohort,
})
