import { mailWhenReady } from '../../shared/planning/mail-when-ready.ts'
import { openBucket } from '../../shared/ports/aws/objects.ts'
import { env } from '../../shared/ports/env.ts'
import { openMailer } from '../../shared/ports/mail/mailer.ts'
import { eventContext } from '../middleware/event-context.ts'
import { logger } from '../middleware/log-failures.ts'
import { once } from '../middleware/once.ts'
import { subscriber } from '../middleware/subscriber.ts'

const ports = once(() => ({
  dashboardUrl: env.dashboardUrl,
  mailer: openMailer(env.mailFrom),
  lake: openBucket(env.lakeBucket),
  uploads: openBucket(env.uploadsBucket),
}))

/** A persona set became ready, or failed: the account hears of it, once. */
export const handler = subscriber(async ({ detail }) => {
  const ctx = { ...eventContext(), ...ports() }
  const event = { account_id: String(detail.account_id), resource_id: String(detail.resource_id) }
  const failure = await mailWhenReady(ctx, event)
  if (failure) logger.warn('mail not sent', { ...event, ...failure })
})
