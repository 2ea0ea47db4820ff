import { CustomerError } from '../model/errors.ts'
import { scheduleRunOperations } from '../nouns/schedules/contract.ts'
import { scheduleNoun } from '../nouns/schedules/schedules.ts'
import { find, show } from '../verbs/find.ts'
import { called } from '../verbs/references.ts'
import { serve } from '../verbs/serve.ts'
import { startRun } from './rescore-due.ts'

/** A run of a schedule that somebody asks for: what a firing at this moment would do. */
export const scheduleRuns = serve(scheduleRunOperations, {
  async run(ctx, { params }) {
    const schedule = await find(ctx, scheduleNoun, params.id)
    if (schedule.archived_at) throw new CustomerError('CONFLICT', `${called(schedule)} is archived: unarchive it first`)
    if (schedule.open_runs?.length) {
      throw new CustomerError('CONFLICT', `${called(schedule)} runs already: wait until that run has ended`)
    }
    await startRun(ctx, schedule, ctx.now())
    return (await show(ctx, scheduleNoun, [await find(ctx, scheduleNoun, params.id)], []))[0]!
  },
})
