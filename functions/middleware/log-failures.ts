import { Logger } from '@aws-lambda-powertools/logger'
import type { MiddlewareObj } from '@middy/core'

export const logger = new Logger({ serviceName: 'moira' })

/**
 * Where engines quote the data that they choked on: texts in quotes (from the first quote to the last of its kind, for a
 * name like O'Brien holds one itself), words with an @, and numbers of five digits or more.
 */
const quoted = /'.*'|".*"|`.*`|\S*@\S*|\b\d{5,}\b/g

/** An error's message without anything that may be a customer's data. */
export const redacted = (message: string): string =>
  (message.split('\n')[0] ?? '').replaceAll(quoted, '…').slice(0, 300)

/** Where an error came from: the stack without the message, which may quote data. */
export const framesOf = (error: Error): string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trim().startsWith('at '))
    .slice(0, 12)

/**
 * One structured line per failure, never its input. Expected failures are logged by code alone: their sentences are
 * for the customer. All go on under their name, what is not expected with a redacted message, because the runtime and
 * the state machine write into their own logs whatever leaves a handler.
 */
export const logFailures = (): MiddlewareObj => ({
  onError: (request) => {
    const { event, context } = request
    const error = request.error as (Error & { code?: string }) | null
    const { step, build } = (event ?? {}) as { step?: string; build?: object }
    const common = {
      request: (context as { awsRequestId?: string }).awsRequestId ?? '',
      ...(build && { step: step ?? '', build }),
    }
    if (!error || error.name === 'CustomerError') {
      logger.warn('refused', { ...common, code: error?.code ?? '' })
      // The sentence has been written for the customer by now, and may quote a file: no log gets it.
      const logged = new Error(error?.code ?? '')
      logged.name = 'CustomerError'
      logged.stack = `${logged.name}: ${logged.message}`
      request.error = logged
      return
    }
    const safe = new Error(redacted(error.message))
    safe.name = error.name
    safe.stack = `${safe.name}: ${safe.message}\n${framesOf(error).join('\n')}`
    request.error = safe
    // The machine ends such a build without a failure: another attempt does the work.
    if (error.name === 'SupersededBuild') return logger.info('superseded', { ...common, reason: safe.message })
    logger.error('failed', { ...common, failure: { name: error.name, reason: safe.message, frames: framesOf(error) } })
  },
})
