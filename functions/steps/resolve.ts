import { connectFiles } from '../../shared/nouns/people/build/connect.ts'
import { cutBatch } from '../../shared/nouns/people/build/cut.ts'
import { decidePartition } from '../../shared/nouns/people/build/decide.ts'
import { finishPeople } from '../../shared/nouns/people/build/finish.ts'
import { linkBatch } from '../../shared/nouns/people/build/link.ts'
import { numberRange } from '../../shared/nouns/people/build/number.ts'
import { preparePeople } from '../../shared/nouns/people/build/prepare.ts'
import { settlePartitions } from '../../shared/nouns/people/build/settle.ts'
import { shardPeople } from '../../shared/nouns/people/build/shard.ts'
import { machine, perItem } from '../middleware/machine.ts'

export const handler = machine({
  prepare: preparePeople,
  link: perItem(linkBatch),
  number: perItem(numberRange),
  connect: connectFiles,
  cut: perItem(cutBatch),
  decide: perItem(decidePartition),
  settle: settlePartitions,
  shard: perItem(shardPeople),
  finish: finishPeople,
})
