import { type BuildContext, readJson } from '../../../builds/build-context.ts'
import type { PartialDescription } from '../../../engines/personas/describe/describe.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import type { PersonasPlan } from './prepare.ts'

/**
 * The counts of the population that the model was fitted on; drift is measured against them. A fit has just counted
 * them; a frozen model hands them from build to build.
 */
export async function fittedPopulation(
  ctx: BuildContext,
  plan: PersonasPlan,
  counted: PartialDescription,
): Promise<PartialDescription> {
  const fitted =
    plan.kind === 'score' && plan.previous
      ? await readJson<PartialDescription>(ctx.lake, lakeKeys.fittedPopulation(plan.previous.prefix))
      : counted
  await ctx.lake.put(lakeKeys.fittedPopulation(plan.prefix), JSON.stringify(fitted), 'application/json')
  return fitted
}
