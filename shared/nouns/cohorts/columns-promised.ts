import type { CohortColumns, CohortRule } from '../../engines/conditions/config.ts'
import { ofType, type Resource } from '../../model/resource.ts'
import { namesInLog } from '../streams/names-made.ts'
import '../people/output.ts'

/** Text can be compared with everything: the type of a column that nobody has read yet. */
const unread = 'VARCHAR'

/**
 * The columns that the conditions of a cohort find, as far as they can be known before it is built: by what datasets promise,
 * with the types of the last identity resolution. Where a dataset was changed since, no type counts.
 */
export function columnsPromised(rule: CohortRule, all: Resource[]): CohortColumns {
  const [people] = ofType(all, 'people')
  const datasets = ofType(all, 'datasets')
  const isCurrent = datasets.every(
    ({ last_updated_config_at }) => last_updated_config_at <= (people?.last_updated_output_at ?? ''),
  )
  const facts = isCurrent ? people?.output : undefined
  const typeOfTrait = (name: string) => facts?.traits[name]?.type ?? unread
  return {
    traits: Object.fromEntries(ofType(all, 'traits').map(({ config }) => [config.name, typeOfTrait(config.name)])),
    stream: rule.stream_name
      ? propertiesOf(rule, rule.stream_name, all, facts?.streams[rule.stream_name]?.properties)
      : {},
    ...(facts?.written && {
      written: { traits: facts.written.traits, stream: facts.written.streams[rule.stream_name ?? ''] ?? {} },
    }),
  }
}

function propertiesOf(rule: CohortRule, stream: string, all: Resource[], read: Record<string, string> = {}) {
  const promised = ofType(all, 'datasets').flatMap(({ config }) =>
    Object.keys(config.output_to_streams?.[stream]?.data_map ?? {}),
  )
  // The events of a source may bring properties that no build has met yet.
  const isOpen = ofType(all, 'sources').some((source) => namesInLog(source).streams.includes(stream))
  const asked = isOpen ? ['value', ...(rule.stream_conditions ?? []).map(({ property }) => property)] : []
  return {
    ...Object.fromEntries(['datetime', ...promised, ...asked].map((name) => [name, unread])),
    ...read,
  }
}
