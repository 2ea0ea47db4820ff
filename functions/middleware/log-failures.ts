import { Logger } from '@aws-lambda-powertools/logger'
import type { MiddlewareObj } from '@middy/core'

export const logger = new Logger({ serviceName: 'moira' })

/**
 * One structured line per failure: its name and stack, never its input. Messages of expected failures are written for
 * customers and may repeat a value of theirs, so only their code is logged.
 */
export const logFailures = (): MiddlewareObj => ({
  onError: ({ error, event, context }) => {
    const build = (event as { build?: unknown } | undefined)?.build
    const failure = error as (Error & { code?: string }) | null
    const expected = failure?.name === 'CustomerError'
    logger.error('failed', {
      request: (context as { awsRequestId?: string } | undefined)?.awsRequestId ?? '',
      ...(build ? { build } : {}),
      failure: expected ? { name: failure.name, code: failure.code } : { name: failure?.name, stack: stackOf(failure) },
    })
  },
})

/** Where it happened, without the message: messages of engines quote the data that they choked on. */
const stackOf = (error: Error | null) =>
  error?.stack
    ?.split('\n')
    .filter((line) => line.trim().startsWith('at '))
    .slice(0, 12)
