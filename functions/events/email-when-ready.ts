import { mailWhenReady } from '../../shared/planning/mail-when-ready.ts'
import { env } from '../../shared/ports/env.ts'
import { openMailer } from '../../shared/ports/mail/mailer.ts'
import { eventContext } from '../middleware/event-context.ts'
import { once } from '../middleware/once.ts'
import { subscriber } from '../middleware/subscriber.ts'

const mailer = once(() => openMailer(env.mailFrom))

/** A persona set became ready, or failed: tell the account, once. */
export const handler = subscriber(async ({ detail }) => {
  const ctx = { ...eventContext(), mailer: mailer() }
  await mailWhenReady(ctx, { account_id: String(detail.account_id), resource_id: String(detail.resource_id) })
})
