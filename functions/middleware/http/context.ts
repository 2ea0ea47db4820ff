import { newId } from '../../../shared/model/ids.ts'
import type { Role } from '../../../shared/model/role.ts'
import { nouns } from '../../../shared/nouns/nouns.ts'
import { type Bus, openBus } from '../../../shared/ports/aws/bus.ts'
import { openScheduler, type Scheduler } from '../../../shared/ports/aws/scheduler.ts'
import { openServedBucket, type ServedBucket } from '../../../shared/ports/aws/served-bucket.ts'
import { env } from '../../../shared/ports/env.ts'
import { type Mailer, openMailer } from '../../../shared/ports/mail/mailer.ts'
import { openTable, type Table } from '../../../shared/ports/store/table.ts'
import type { ApiContext } from '../../../shared/verbs/noun.ts'
import { logger } from '../log-failures.ts'
import { once } from '../once.ts'

export const apiTable: () => Table = once(() => openTable(env.table))
const bus = once(openBus)
const uploads: () => ServedBucket = once(() => openServedBucket(env.uploadsBucket))
const lake: () => ServedBucket = once(() => openServedBucket(env.lakeBucket))
const exports: () => ServedBucket = once(() => openServedBucket(env.exportsBucket))
const scheduler: () => Scheduler = once(() =>
  openScheduler({ group: env.scheduleGroup, targetArn: env.scheduleTargetArn, roleArn: env.scheduleRoleArn }),
)

const mailer: () => Mailer = once(() => openMailer(env.mailFrom))

/** A mail that fails is an answer of the operation, or nothing that the caller may know: the log says that it failed. */
const loggingMailer: Mailer = {
  async send(to, mail) {
    try {
      await mailer().send(to, mail)
    } catch (error) {
      logger.warn('mail not sent', { failure: (error as Error).name })
      throw error
    }
  },
}

/** An event that the bus does not take does not undo a write: the sweeper finds the change later. */
const forgivingBus: Bus = {
  async put(type, event) {
    try {
      await bus().put(type, event)
    } catch (error) {
      logger.warn('event not sent', { type, event: { ...event }, failure: (error as Error).name })
    }
  },
}

/** The verbs' context on behalf of one account. */
export const apiContext = (
  account_id: string,
  accept = '',
  { session, role = 'owner', origin = '' }: { session?: string | undefined; role?: Role; origin?: string } = {},
): ApiContext => ({
  account_id,
  accept,
  role,
  origin: session ? '' : origin,
  ...(session && { session }),
  mailer: loggingMailer,
  get dashboardUrl() {
    return env.dashboardUrl
  },
  nouns,
  bus: forgivingBus,
  now: () => new Date(),
  newId,
  get table() {
    return apiTable()
  },
  get uploads() {
    return uploads()
  },
  get lake() {
    return lake()
  },
  get exports() {
    return exports()
  },
  get scheduler() {
    return scheduler()
  },
})
