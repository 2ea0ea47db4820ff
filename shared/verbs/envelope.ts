import type { Resource } from '../model/resource.ts'

/**
 * The fields that every resource has, then its configuration, then the fields that its noun adds. Absent stays absent.
 */
export function shown(resource: Resource, more: Record<string, unknown> = {}): Record<string, unknown> {
  return present({
    id: resource.id,
    resource_type: resource.type,
    created_at: resource.created_at,
    updated_at: resource.updated_at,
    archived_at: resource.archived_at,
    status: resource.status,
    status_changed_at: resource.status_changed_at,
    status_error: resource.status === 'error' ? resource.status_error : undefined,
    status_note: resource.status_note,
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
