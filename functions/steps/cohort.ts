import { finishCohort } from '../../shared/builds/cohort/finish.ts'
import { prepareCohort } from '../../shared/builds/cohort/prepare.ts'
import { shardCohort } from '../../shared/builds/cohort/shard.ts'
import { machine, perItem } from '../middleware/machine.ts'

export const handler = machine({
  prepare: prepareCohort,
  shard: perItem(shardCohort),
  finish: finishCohort,
})
