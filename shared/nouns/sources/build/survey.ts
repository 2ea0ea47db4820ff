import { type BuildContext, readPlan } from '../../../builds/build-context.ts'
import { flatEvent } from '../../../engines/events/flat-event.ts'
import { cutSurvey, noSurvey, surveyEvent } from '../../../engines/events/survey.ts'
import { readLog } from '../../../lake/events/read-log.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { objectsOf, promotingOf, type SourcePlan } from './part-of-log.ts'

/** Counts the names of events, properties and traits in the parts of one batch. */
export async function surveyBatch(ctx: BuildContext, shard: number): Promise<void> {
  const plan = await readPlan<SourcePlan>(ctx)
  const promoting = promotingOf(plan)
  for (const number of plan.work[shard] ?? []) {
    const part = plan.files[number]!
    const survey = noSurvey()
    for await (const event of readLog(ctx.lake, await objectsOf(ctx, part)))
      surveyEvent(survey, flatEvent(event, promoting))
    await ctx.lake.put(lakeKeys.survey(part.survey_prefix), JSON.stringify(cutSurvey(survey)), 'application/json')
  }
}
