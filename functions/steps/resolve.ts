import { connectFiles } from '../../shared/builds/resolve/connect.ts'
import { cutBatch } from '../../shared/builds/resolve/cut.ts'
import { decidePartition } from '../../shared/builds/resolve/decide.ts'
import { finishPeople } from '../../shared/builds/resolve/finish.ts'
import { linkBatch } from '../../shared/builds/resolve/link.ts'
import { numberRange } from '../../shared/builds/resolve/number.ts'
import { preparePeople } from '../../shared/builds/resolve/prepare.ts'
import { settlePartitions } from '../../shared/builds/resolve/settle.ts'
import { shardPeople } from '../../shared/builds/resolve/shard.ts'
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
