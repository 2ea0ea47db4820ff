import type { Resource } from '../shared/model/resource.ts'

/**
 * The lines of the terminal: one an event. They hold names of resources and counts, and nothing about a person; of an
 * upload the directory and not the file's name, which may be somebody's.
 */
export function builtLine(resource: Resource): string | undefined {
  const { type, status, status_error } = resource
  const name = type === 'people' ? 'people' : String(resource.config.name)
  if (status === 'error') return `${name} error · ${status_error ?? 'without a reason'}`
  if (status !== 'ready') return undefined
  const parts = [`${name} ready`, factsOf(resource), durationOf(resource)]
  return parts.filter(Boolean).join(' · ')
}

export const uploadLine = (directory: string, bytes: number): string => `upload → ${directory} · ${sized(bytes)}`

export const mailLine = (subject: string): string => `mail "${subject}" → inbox`

function factsOf(resource: Resource): string | undefined {
  switch (resource.type) {
    case 'datasets': {
      const { output } = resource
      if (!output) return undefined
      const { row_count, duplicate_count, rejected_count } = output
      return `${counted(row_count, 'row')}, ${counted(duplicate_count, 'repeat')}, ${count(rejected_count)} rejected`
    }
    case 'people': {
      const { output } = resource
      return output && `${people(output.people_count)} in ${counted(output.record_count, 'record')}`
    }
    case 'persona_sets': {
      const { output } = resource
      return output && `${counted(output.personas.length, 'persona')}, ${people(output.population_count)}`
    }
    case 'targets':
      return resource.output && counted(resource.output.row_count, 'row')
    case 'cohorts':
    case 'scopes':
      return resource.output && people(resource.output.population_count)
    default:
      return undefined
  }
}

/** From the moment at which the build read its inputs until it published. */
function durationOf({ last_read_input_at, last_updated_output_at }: Resource): string | undefined {
  if (!last_read_input_at || !last_updated_output_at) return undefined
  const ms = Date.parse(last_updated_output_at) - Date.parse(last_read_input_at)
  return ms < 0 ? undefined : `${(ms / 1000).toFixed(1)} s`
}

const count = (number: number): string => number.toLocaleString('en-US')
const counted = (number: number, noun: string): string => `${count(number)} ${noun}${number === 1 ? '' : 's'}`
const people = (number: number): string => (number === 1 ? '1 person' : `${count(number)} people`)

function sized(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`
}
