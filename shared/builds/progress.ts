import type { Machine } from '../model/machine.ts'
import type { Progress } from '../model/resource.ts'
import { markProgress } from '../ports/store/builds.ts'
import type { BuildContext } from './build-context.ts'

/**
 * How far a build is when a step begins, or is partly done (`within`: 0 to 1). A step has its weight's part of the
 * whole. The steps that only large accounts need count as parts of the step before them: a customer sees the same steps
 * whatever the account's size.
 */
export function progressOf(machine: Machine, step: string, within = 0, doing?: string): Progress {
  const { steps } = machine
  const at = steps.findIndex(({ name }) => name === step)
  const now = steps[at]
  if (!now) throw new Error(`the machine ${machine.name} has no step ${step}`)
  const shown = steps.filter(({ partitioned }) => !partitioned)
  const weightOf = (some: typeof steps) => some.reduce((sum, { weight = 1 }) => sum + weight, 0)
  const before = steps.slice(0, at).filter(({ partitioned }) => !partitioned)
  const whole = weightOf(shown)
  const words = doing ?? now.doing
  if (!now.partitioned) {
    const share = (weightOf(before) + within * (now.weight ?? 1)) / whole
    return { share: rounded(share), step: before.length + 1, steps: shown.length, doing: words }
  }
  const holder = before.at(-1)!
  const parts = steps.slice(steps.indexOf(holder) + 1).findIndex(({ partitioned }) => !partitioned) + 1
  const part = (at - steps.indexOf(holder) + within) / parts
  const share = (weightOf(before) - (1 - part) * (holder.weight ?? 1)) / whole
  return { share: rounded(share), step: before.length, steps: shown.length, doing: words }
}

const rounded = (share: number): number => Math.round(share * 1000) / 1000

/** Says how far the build is. A share that is less than the one that stands there changes nothing. */
export async function reportProgress(ctx: BuildContext, step: string, within = 0, doing?: string): Promise<void> {
  const { machine } = ctx.nouns[ctx.build.resource_type]
  if (machine) await markProgress(ctx.table, ctx.build, progressOf(machine, step, within, doing))
}
