import { mailWhenReady } from '../../shared/planning/mail-when-ready.ts'
import { env } from '../../shared/ports/env.ts'
import { openMailer } from '../../shared/ports/mail/mailer.ts'
import { eventContext } from '../middleware/event-context.ts'
import { logger } from '../middleware/log-failures.ts'
import { once } from '../middleware/once.ts'
import { subscriber } from '../middleware/subscriber.ts'

const mailer = once(() => openMailer(env.mailFrom))

/** A persona set became ready, or failed: tell the account, once. */
export const handler = subscriber(async ({ detail }) => {
  const ctx = { ...eventContext(), mailer: mailer() }
  const event = { account_id: String(detail.account_id), resource_id: String(detail.resource_id) }
  const failure = await mailWhenReady(ctx, event)
  if (failure) logger.warn('mail not sent', { ...event, ...failure })
})
