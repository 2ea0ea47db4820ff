import middy from '@middy/core'
import { openBus } from '../../shared/aws/bus.ts'
import { openBucket } from '../../shared/aws/objects.ts'
import type { BuildContext } from '../../shared/builds/build-context.ts'
import { env } from '../../shared/env.ts'
import { isCustomerError } from '../../shared/errors.ts'
import type { Build } from '../../shared/resources/resource.ts'
import { markFailed } from '../../shared/store/resources.ts'
import { openTable } from '../../shared/store/table.ts'
import { atDesk } from './desk.ts'
import { logFailures } from './log-failures.ts'
import { once } from './once.ts'

/** Every state gets its name and its build; the states of the Map also their shard. */
export interface StepInput {
  step: string
  build: Build
  shard?: number
}

/** What a state does. `prepare` answers with the shards that the Map runs, all others with nothing. */
type Step = (ctx: BuildContext, input: StepInput) => Promise<unknown>

/** Buckets are opened by name only when a state touches them: most machines are granted some of them. */
const lazyBucket = (name: () => string) => {
  const bucket = once(() => openBucket(name()))
  return new Proxy({} as ReturnType<typeof openBucket>, {
    get: (_target, member: keyof ReturnType<typeof openBucket>) => bucket()[member],
  })
}

const ports = once(() => ({
  table: openTable(env.table),
  bus: openBus(),
  lake: lazyBucket(() => env.lakeBucket),
  uploads: lazyBucket(() => env.uploadsBucket),
  exports: lazyBucket(() => env.exportsBucket),
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
        const ctx: BuildContext = { ...desk, ...ports(), now: () => new Date(), build: input.build }
        try {
          return (await work(ctx, input)) ?? {}
        } catch (error) {
          if (isCustomerError(error)) {
            await markFailed(ctx.table, input.build, { now: ctx.now().toISOString(), sentence: error.message })
          }
          throw error
        }
      }),
    )

/** A state of the Map: works on one shard. */
export const perShard =
  (work: (ctx: BuildContext, shard: number) => Promise<void>): Step =>
  (ctx, { shard }) => {
    if (shard === undefined) throw new Error('the Map gave no shard')
    return work(ctx, shard)
  }
