import middy from '@middy/core'
import type { BuildContext } from '../../shared/builds/build-context.ts'
import { reportProgress } from '../../shared/builds/progress.ts'
import { isCustomerError } from '../../shared/model/errors.ts'
import type { Build } from '../../shared/model/resource.ts'
import { nouns } from '../../shared/nouns/nouns.ts'
import { openBus } from '../../shared/ports/aws/bus.ts'
import { openBucket } from '../../shared/ports/aws/objects.ts'
import { env } from '../../shared/ports/env.ts'
import { noteEnded } from '../../shared/ports/store/build-history.ts'
import { markFailed } from '../../shared/ports/store/builds.ts'
import { openTable } from '../../shared/ports/store/table.ts'
import { atDesk } from './desk.ts'
import { logFailures } from './log-failures.ts'
import { once } from './once.ts'

/** Every state gets its name and its build; the states of a Map also their item, which is mostly the number of a shard. */
export interface StepInput {
  step: string
  build: Build
  item?: number
}

/** One state of a machine. A state before a Map answers with the items of the Map, all others with nothing. */
type Step = (ctx: BuildContext, input: StepInput) => Promise<unknown>

/** Opened by name only when a state touches it: most machines are granted some of them. */
const lazily = <Port extends object>(open: () => Port): Port => {
  const port = once(open)
  return new Proxy({} as Port, { get: (_target, member: keyof Port & string) => port()[member] })
}

const ports = once(() => ({
  table: openTable(env.table),
  bus: openBus(),
  lake: lazily(() => openBucket(env.lakeBucket)),
  uploads: lazily(() => openBucket(env.uploadsBucket)),
  exports: lazily(() => openBucket(env.exportsBucket)),
  profiles: lazily(() => openTable(env.profilesTable)),
}))

/**
 * The function of a machine: its steps by the names of their states, so that an environment that one step has warmed
 * serves the next. Each gets an empty scratch folder and the build's context, and the customer's sentence is written
 * before an expected failure goes on to end the execution.
 */
export const machine = (steps: Record<string, Step>) =>
  middy<StepInput>()
    .use(logFailures())
    .handler((input) =>
      atDesk(async (desk) => {
        const work = steps[input.step]
        if (!work) throw new Error(`the machine has no step ${input.step}`)
        const { recordsPerPartition } = env
        const ctx: BuildContext = {
          ...desk,
          ...ports(),
          nouns,
          now: () => new Date(),
          build: input.build,
          recordsPerPartition,
        }
        try {
          // Of the items of a Map one is enough: every write costs as much as the whole resource weighs.
          if (!input.item) await reportProgress(ctx, input.step)
          return (await work(ctx, input)) ?? {}
        } catch (error) {
          if (isCustomerError(error)) {
            const now = ctx.now().toISOString()
            await markFailed(ctx.table, input.build, { now, sentence: error.message })
            await noteEnded(ctx.table, input.build, { outcome: 'error', ended_at: now, status_error: error.message })
          }
          throw error
        }
      }),
    )

/** A state of a Map: works on one item. */
export const perItem =
  (work: (ctx: BuildContext, item: number) => Promise<void>): Step =>
  (ctx, { item }) => {
    if (item === undefined) throw new Error('the Map gave no item')
    return work(ctx, item)
  }
