import { finishCohort } from '../../shared/nouns/cohorts/build/finish.ts'
import { prepareCohort } from '../../shared/nouns/cohorts/build/prepare.ts'
import { shardCohort } from '../../shared/nouns/cohorts/build/shard.ts'
import { machine, perItem } from '../middleware/machine.ts'

export const handler = machine({
  prepare: prepareCohort,
  shard: perItem(shardCohort),
  finish: finishCohort,
})
