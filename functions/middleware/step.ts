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

/** Every state gets its build; states of the Map also their shard, states after prepare also the plan. */
export interface StepInput {
  build: Build
  shard?: number
}

/** Buckets are opened by name only when a state touches them: most states are granted some of them. */
const lazyBucket = (name: () => string) => {
  let opened: ReturnType<typeof openBucket> | undefined
  return new Proxy({} as ReturnType<typeof openBucket>, {
    get: (_target, member: keyof ReturnType<typeof openBucket>) => {
      opened ??= openBucket(name())
      return opened[member]
    },
  })
}

/**
 * A state of a machine: an empty scratch folder, the build's context, and the customer's sentence written before an
 * expected failure goes on to end the execution.
 */
export const step = <Result>(work: (ctx: BuildContext, input: StepInput) => Promise<Result>) =>
  middy<StepInput, Result>()
    .use(logFailures())
    .handler((input) =>
      atDesk(async (desk) => {
        const ctx: BuildContext = {
          ...desk,
          table: openTable(env.table),
          bus: openBus(),
          now: () => new Date(),
          build: input.build,
          lake: lazyBucket(() => env.lakeBucket),
          uploads: lazyBucket(() => env.uploadsBucket),
          exports: lazyBucket(() => env.exportsBucket),
        }
        try {
          return await work(ctx, input)
        } catch (error) {
          if (isCustomerError(error)) {
            await markFailed(ctx.table, input.build, { now: ctx.now().toISOString(), sentence: error.message })
          }
          throw error
        }
      }),
    )

/** A state of the Map: works on one shard, and returns nothing, so that the state machine's payload stays small. */
export const shardStep = (work: (ctx: BuildContext, shard: number) => Promise<void>) =>
  step(async (ctx, { shard }) => {
    if (shard === undefined) throw new Error('the Map gave no shard')
    await work(ctx, shard)
    return {}
  })

/** The last state: publishes, and returns nothing. */
export const finishStep = (work: (ctx: BuildContext) => Promise<void>) =>
  step(async (ctx) => {
    await work(ctx)
    return {}
  })
