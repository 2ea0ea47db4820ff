import type { Build, Progress, Resource } from '../../model/resource.ts'
import { keys } from './keys.ts'
import { updateResource } from './resources.ts'
import { conditionally, type Table } from './table.ts'

/**
 * Takes a resource for a build by counting `attempt` up from the value the planner saw: of many who try at once, one
 * wins. Returns the attempt, or undefined for those who lost.
 */
export async function claim(
  table: Table,
  resource: Resource,
  claimed: { digest: string; until: string; now: string },
): Promise<number | undefined> {
  const attempt = resource.attempt + 1
  const won = await updateResource(
    table,
    { account_id: resource.account_id, type: resource.type, id: resource.id, attempt: resource.attempt },
    {
      attempt,
      claimed_until: claimed.until,
      claimed_digest: claimed.digest,
      status: 'starting',
      status_changed_at: claimed.now,
      status_note: undefined,
      progress: undefined,
    },
  )
  return won ? attempt : undefined
}

const held = (build: Build) => ({
  account_id: build.account_id,
  type: build.resource_type,
  id: build.resource_id,
  attempt: build.attempt,
  holding: true,
})

/** A build that begins to work says so; false when it no longer holds its resource and must stop. */
export const markRunning = (table: Table, build: Build, now: string): Promise<boolean> =>
  updateResource(table, held(build), { status: 'running', status_changed_at: now, last_read_input_at: now })

/**
 * How far a build is. Lost silently when the build no longer holds its resource, and when it has said a larger share
 * before: of a step that runs twice, or of items that run side by side.
 */
export const markProgress = (table: Table, build: Build, progress: Progress): Promise<boolean> =>
  conditionally(() =>
    table.db.update({
      TableName: table.name,
      Key: keys.resource(build.account_id, build.resource_type, build.resource_id),
      UpdateExpression: 'SET #progress = :progress',
      ConditionExpression:
        'attempt = :attempt AND attribute_exists(claimed_until) AND ' +
        '(attribute_not_exists(#progress) OR #progress.#share < :share)',
      ExpressionAttributeNames: { '#progress': 'progress', '#share': 'share' },
      ExpressionAttributeValues: { ':progress': progress, ':share': progress.share, ':attempt': build.attempt },
    }),
  )

/**
 * The one flip of a pointer that makes a build visible. False when the build no longer holds its resource: a later
 * attempt does, and this one's work is dropped.
 */
export const publish = (
  table: Table,
  build: Build,
  published: {
    now: string
    built_digest: string
    output: Record<string, unknown>
    output_digest: string
    changes?: Record<string, unknown>
  },
): Promise<boolean> =>
  updateResource(table, held(build), {
    status: 'ready',
    status_changed_at: published.now,
    updated_at: published.now,
    last_updated_output_at: published.now,
    built_digest: published.built_digest,
    output: published.output,
    output_digest: published.output_digest,
    status_error: undefined,
    status_note: undefined,
    failed_digest: undefined,
    claimed_until: undefined,
    claimed_digest: undefined,
    progress: undefined,
    ...published.changes,
  })

/**
 * Ends a build without a result; its last good output stays. The inputs it was claimed for are remembered as not worth
 * trying again.
 */
export const markFailed = (table: Table, build: Build, failed: { now: string; sentence: string }): Promise<boolean> =>
  conditionally(() =>
    table.db.update({
      TableName: table.name,
      Key: keys.resource(build.account_id, build.resource_type, build.resource_id),
      UpdateExpression:
        'SET #status = :error, status_changed_at = :now, updated_at = :now, status_error = :sentence, ' +
        'failed_digest = claimed_digest REMOVE claimed_until, claimed_digest, progress, status_note',
      ConditionExpression: 'attempt = :attempt AND attribute_exists(claimed_until)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':error': 'error',
        ':now': failed.now,
        ':sentence': failed.sentence,
        ':attempt': build.attempt,
      },
    }),
  )

/** Lets a build's claim go without a verdict: the planner takes the resource again. */
export const release = (table: Table, build: Build, now: string, status: 'new' | 'ready' | 'error'): Promise<boolean> =>
  updateResource(table, held(build), {
    status,
    status_changed_at: now,
    claimed_until: undefined,
    claimed_digest: undefined,
    progress: undefined,
  })
