import { ofType, type Resource } from '../../model/resource.ts'

type Target = Resource<'targets'>

/**
 * Whether a target's file is, or will be, that of a preview, and of how many rows. The file says it itself; before there is
 * one, and while a scope that became a preview builds, the scope does.
 */
export function previewOf({ config, output }: Target, related: Resource[]): { preview: boolean; preview_of?: number } {
  const scope = ofType(related, 'scopes').find(({ id }) => id === config.scope_id)
  const preview_of = output?.preview_of
  return {
    preview: preview_of !== undefined || scope?.config.preview === true,
    ...(preview_of !== undefined && { preview_of }),
  }
}

/** `Who is who-preview-1000-of-1841`: as a file is called, or the part of its key that says so, without its ending. */
export const previewSuffix = (rows: number, of: number): string => `-preview-${rows}-of-${of}`

/** The name under which a target's file is saved. */
export function fileNameOf({ config, output }: Target): string {
  const { preview_of, row_count = 0 } = output ?? {}
  return `${config.name}${preview_of === undefined ? '' : previewSuffix(row_count, preview_of)}.csv`
}
