import type { Build, Resource } from '../model/resource.ts'
import { nouns } from '../nouns/nouns.ts'
import { type DueBuilds, planBuilds } from '../planner/plan-builds.ts'
import { whyBuilt } from '../planner/why-built.ts'
import type { Machines } from '../ports/aws/machines.ts'
import type { Bucket } from '../ports/aws/objects.ts'
import type { Context } from '../ports/context.ts'
import { noteBegun, noteEnded } from '../ports/store/build-history.ts'
import { claim, release } from '../ports/store/builds.ts'
import { listResources, updateResource } from '../ports/store/resources.ts'
import { accountState } from '../verbs/account-state.ts'
import { closeRuns } from './close-runs.ts'

export interface PlanningContext extends Context {
  uploads: Bucket
  lake: Bucket
  machines: Machines
  quietSeconds: number
}

/** Longer than a machine may take (4 h): after it, the planner takes a resource whose build was lost without a word. */
const claimMinutes = 245

/**
 * Reads the account's present state, starts the due builds, and closes the runs that are done. It may be called for
 * any event, and more than once: every start is claimed by a conditional write.
 */
export async function planAccount(ctx: PlanningContext, accountId: string): Promise<DueBuilds> {
  const state = await accountState(ctx, accountId, listResources(ctx.table, accountId))
  const { resources } = state
  const now = ctx.now()
  const due = planBuilds(nouns, state, now.toISOString())

  const failures: unknown[] = []
  const start = (build: Build) => ctx.machines.start(nouns[build.resource_type].machine!.name, build, ctx.quietSeconds)

  for (const build of neverStarted(resources, now)) await start(build).catch((error) => failures.push(error))
  for (const { resource, digest } of due.builds) {
    const until = new Date(now.getTime() + claimMinutes * 60_000).toISOString()
    const build = nextBuild(resource)
    // Noted before it is claimed: of a build there is always a note, and one that nobody claims is noted again.
    await noteBegun(ctx.table, build, { now, why: whyBuilt(resource) })
    if (!(await claim(ctx.table, resource, { digest, until, now: now.toISOString() }))) continue
    try {
      await start(build)
    } catch (error) {
      await release(ctx.table, build, now.toISOString(), 'new')
      await noteEnded(ctx.table, build, { outcome: 'stopped', ended_at: now.toISOString() })
      failures.push(error)
    }
  }
  for (const { resource, note } of due.notes) {
    await updateResource(
      ctx.table,
      { account_id: accountId, type: resource.type, id: resource.id },
      { status_note: note },
    )
  }
  await closeRuns(ctx, accountId, state, due)
  // One that could not be started holds none of the others up.
  if (failures.length) throw new AggregateError(failures, `${failures.length} builds were not started`)
  return due
}

/** The build that a claim of the resource, as it was seen, begins. */
const nextBuild = ({ account_id, type, id, attempt }: Resource): Build => ({
  ...{ account_id, resource_type: type, resource_id: id, attempt: attempt + 1 },
})

/** A build that was claimed says `running` long before this, unless whoever claimed it died before starting it. */
const startsWithinMs = 120_000

/** Builds that were claimed and, it seems, never started. Starting one that did start does nothing: its name is taken. */
const neverStarted = (resources: Resource[], now: Date): Build[] =>
  resources
    .filter((one) => one.status === 'starting' && one.claimed_until && one.claimed_until > now.toISOString())
    .filter((one) => now.getTime() - Date.parse(one.status_changed_at) > startsWithinMs)
    .map(({ account_id, type, id, attempt }) => ({ account_id, resource_type: type, resource_id: id, attempt }))
