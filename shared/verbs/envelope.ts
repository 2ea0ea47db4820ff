import type { Resource } from '../model/resource.ts'
import type { Standing } from '../planner/staleness.ts'

/**
 * The fields that every resource has, then its configuration, then the fields that its noun adds. Absent stays absent.
 * Of a resource that a machine builds, its standing says whether it is stale and why.
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
    status: resource.status,
    status_changed_at: resource.status_changed_at,
    status_error: resource.status === 'error' ? resource.status_error : undefined,
    stale: standing?.stale,
    status_note: standing ? standing.note : resource.status_note,
    progress: resource.progress,
    last_read_input_at: resource.last_read_input_at,
    last_updated_config_at: resource.last_updated_config_at,
    last_updated_output_at: resource.last_updated_output_at,
    ...resource.config,
    ...more,
  })
}

/** Without the members that are undefined. */
export const present = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
