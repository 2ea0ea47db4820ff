import type { Resource } from '../model/resource.ts'

/** Why the planner builds a resource, as it stands before the build. */
export function whyBuilt({ output, status, last_updated_config_at, last_read_input_at }: Resource): string {
  if (!output) return 'its first build'
  if (status === 'new') return 'a new build was asked for'
  if (last_read_input_at && last_updated_config_at > last_read_input_at) return 'its settings changed'
  return 'new data arrived'
}
