import { listLogs } from '../lake/events/list-logs.ts'
import { buildKeys } from '../lake/keys.ts'
import { listUploads } from '../lake/list-uploads.ts'
import type { Build, Resource, ResourceType } from '../model/resource.ts'
import { inputsOf, plannedAccount } from '../planner/inputs.ts'
import type { AccountState } from '../planner/planned.ts'
import type { Bucket } from '../ports/aws/objects.ts'
import type { Context, Desk } from '../ports/context.ts'
import { markRunning, release } from '../ports/store/builds.ts'
import { listResources } from '../ports/store/resources.ts'
import type { Table } from '../ports/store/table.ts'
import type { Nouns } from '../verbs/noun.ts'

/** The context of one state of a build. Its desk is cleared when the state ends. */
export interface BuildContext extends Context, Desk {
  /** The table of the product's nouns. */
  nouns: Nouns
  build: Build
  lake: Bucket
  /** Only the machines that were granted these buckets may touch them. */
  uploads: Bucket
  exports: Bucket
  /** The table of events and profiles, likewise. */
  profiles: Table
  /** How many records of identity resolution one function works on, where it is not left to its memory. */
  recordsPerPartition?: number | undefined
}

/** The part that every plan has: the digest of the inputs that it was made from, and the shards that the Map runs. */
export interface BuildPlan {
  digest: string
  shards: number[]
}

export interface OpenedBuild<Type extends ResourceType> {
  resource: Resource<Type>
  state: AccountState
  digest: string
}

/**
 * A build whose resource was claimed by a later attempt, edited away or deleted: it stops, and nothing is to do. Its machine
 * catches this and ends well: no error is reported to anybody.
 */
class SupersededBuild extends Error {
  override readonly name = 'SupersededBuild'
}

/**
 * Begins a build of one noun: reads the account's present state, says `running`, and fixes the inputs. The finished
 * build stands for the inputs that are read here, not for those that the planner saw when it claimed.
 */
export async function openBuild<Type extends ResourceType>(ctx: BuildContext, type: Type): Promise<OpenedBuild<Type>> {
  const { account_id, resource_type, resource_id } = ctx.build
  const resources = await listResources(ctx.table, account_id)
  const uploads = resource_type === 'datasets' ? await listUploads(ctx.uploads, account_id) : []
  const resource = resources.find((one) => one.type === type && one.id === resource_id)
  const logs = resource?.type === 'sources' ? await listLogs(ctx.lake, [resource], ctx.now()) : {}
  const state = { resources, uploads, logs }
  if (!resource || resource.attempt !== ctx.build.attempt) throw new SupersededBuild('claimed by a later attempt')
  const inputs = inputsOf(ctx.nouns, resource, plannedAccount(ctx.nouns, state))
  if ('waitsFor' in inputs) {
    // Since the claim an input was deleted. This is no failure: the planner says what the resource waits for.
    await release(ctx.table, ctx.build, ctx.now().toISOString(), resource.output ? 'ready' : 'new')
    await ctx.bus.put('resource.changed', { account_id, resource_type, resource_id })
    throw new SupersededBuild('its input went away')
  }
  if (!(await markRunning(ctx.table, ctx.build, ctx.now().toISOString()))) {
    throw new SupersededBuild('claimed by a later attempt')
  }
  return { resource: resource as Resource<Type>, state, digest: inputs.digest }
}

export async function writePlan<Plan extends BuildPlan>(ctx: BuildContext, plan: Plan): Promise<{ shards: number[] }> {
  await ctx.lake.put(buildKeys.plan(ctx.build), JSON.stringify(plan), 'application/json')
  return { shards: plan.shards }
}

export const readPlan = <Plan extends BuildPlan>(ctx: BuildContext): Promise<Plan> =>
  readJson<Plan>(ctx.lake, buildKeys.plan(ctx.build))

/** Writes the note of one item of a Map (mostly a shard) for the steps after it. */
export const writeNote = async (ctx: BuildContext, item: number, note: unknown, step = 'shard'): Promise<void> => {
  await ctx.lake.put(buildKeys.note(ctx.build, step, item), JSON.stringify(note), 'application/json')
}

export const readNotes = <Note>(ctx: BuildContext, items: number[], step = 'shard'): Promise<Note[]> =>
  Promise.all(items.map((item) => readJson<Note>(ctx.lake, buildKeys.note(ctx.build, step, item))))

/** A JSON object that must be there. */
export async function readJson<T>(bucket: Bucket, key: string): Promise<T> {
  const text = await bucket.getText(key)
  if (text === undefined) throw new Error(`object missing: ${key}`)
  return JSON.parse(text) as T
}
