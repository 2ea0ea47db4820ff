import { ofType, type Resource } from '../../model/resource.ts'
import type { PersonaFile } from './output.ts'

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

/** Names the people whom a persona set gives no persona, among the files of a split target. */
export const withoutPersona = 'none'

/** The name under which a target's file is saved, or that of one persona. */
export function fileNameOf({ config, output }: Target, file?: PersonaFile): string {
  const { preview_of, row_count = 0 } = output ?? {}
  const persona = file ? `-${file.persona_name ?? 'without persona'}` : ''
  return `${config.name}${persona}${preview_of === undefined ? '' : previewSuffix(row_count, preview_of)}.csv`
}
