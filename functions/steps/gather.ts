import { agreeOnDates } from '../../shared/nouns/datasets/build/agree.ts'
import { chooseColumns } from '../../shared/nouns/sources/build/choose.ts'
import { finishSource } from '../../shared/nouns/sources/build/finish.ts'
import { prepareSource } from '../../shared/nouns/sources/build/prepare.ts'
import { shardSource } from '../../shared/nouns/sources/build/shard.ts'
import { surveyBatch } from '../../shared/nouns/sources/build/survey.ts'
import { machine, perItem } from '../middleware/machine.ts'

export const handler = machine({
  prepare: prepareSource,
  survey: perItem(surveyBatch),
  choose: chooseColumns,
  shard: perItem(shardSource),
  agree: agreeOnDates,
  reread: perItem(shardSource),
  finish: finishSource,
})
