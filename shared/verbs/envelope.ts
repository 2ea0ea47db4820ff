import type { Resource } from '../model/resource.ts'
import type { Standing } from '../planner/staleness.ts'

/**
 * The fields that every resource has, then its configuration, then the fields that its noun adds. Absent stays absent.
 * Of a resource that a machine builds, its standing says whether it is stale and why, and what follows for its status.
 */
export function shown(
  resource: Resource,
  more: Record<string, unknown> = {},
  standing?: Standing,
): Record<string, unknown> {
  return present({
    id: resource.id,
    resource_type: resource.type,
    created_at: resource.created_at,
    updated_at: resource.updated_at,
    archived_at: resource.archived_at,
    ...statusShown(resource, standing),
    status_changed_at: resource.status_changed_at,
    stale: standing?.stale,
    progress: resource.progress,
    last_read_input_at: resource.last_read_input_at,
    last_updated_config_at: configuredAt(resource, standing),
    last_updated_output_at: resource.last_updated_output_at,
    ...resource.config,
    ...more,
  })
}

/**
 * Clients wait for `ready` or `error`. So a stale resource says neither, from the moment of the write that made it stale
 * until a build has it; and one that can't be built until another is mended is in error, like that one.
 */
export function statusShown(resource: Resource, standing: Standing | undefined): Record<string, unknown> {
  const { status, status_error } = resource
  if (standing?.blocked) return { status: 'error', status_error: standing.note }
  const status_note = standing ? standing.note : resource.status_note
  const isAtRest = status === 'ready' || status === 'error'
  if (standing?.stale && isAtRest) return { status: 'new', status_note }
  return { status, status_error: status === 'error' ? status_error : undefined, status_note }
}

/**
 * Clients read a configuration later than the output as a build to come. A name needs none, nor does a change that was
 * taken back: such a configuration counts as old as the output that shows it.
 */
function configuredAt(resource: Resource, standing: Standing | undefined): string {
  const { status, last_updated_config_at, last_updated_output_at = last_updated_config_at } = resource
  const isBuilt = standing && !standing.stale && status === 'ready'
  return isBuilt && last_updated_output_at < last_updated_config_at ? last_updated_output_at : last_updated_config_at
}

/** Without the members that are undefined. */
export const present = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
