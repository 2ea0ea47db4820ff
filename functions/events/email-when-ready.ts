import { openMailer } from '../../shared/aws/mailer.ts'
import { env } from '../../shared/env.ts'
import { mailWhenReady } from '../../shared/resources/planning/mail-when-ready.ts'
import { eventContext } from '../middleware/event-context.ts'
import { once } from '../middleware/once.ts'
import { subscriber } from '../middleware/subscriber.ts'

const mailer = once(() => openMailer(env.mailFrom))

/** A persona set became ready, or failed: tell the account, once. */
export const handler = subscriber(async ({ detail }) => {
  const ctx = { ...eventContext(), mailer: mailer() }
  await mailWhenReady(ctx, { account_id: String(detail.account_id), resource_id: String(detail.resource_id) })
})
