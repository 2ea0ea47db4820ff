import { openBus } from '../../shared/aws/bus.ts'
import { openMailer } from '../../shared/aws/mailer.ts'
import { env } from '../../shared/env.ts'
import { mailWhenReady } from '../../shared/resources/planning/mail-when-ready.ts'
import { openTable } from '../../shared/store/table.ts'
import { subscriber } from '../middleware/subscriber.ts'

/** A persona set became ready, or failed: tell the account, once. */
export const handler = subscriber(async ({ detail }) => {
  const ctx = { table: openTable(env.table), bus: openBus(), now: () => new Date(), mailer: openMailer(env.mailFrom) }
  await mailWhenReady(ctx, { account_id: String(detail.account_id), resource_id: String(detail.resource_id) })
})
