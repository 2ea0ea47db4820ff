import { countedAsOf, firingMoment, newestEvent, noNewDataNote } from '../../builds/as-of.ts'
import { requireName } from '../../engines/names/known-name.ts'
import { digestOf } from '../../model/ids.ts'
import { ofType, type Resource } from '../../model/resource.ts'
import { waitsForUpstream } from '../../planner/waits.ts'
import { archiveVerbsOf } from '../../verbs/archive.ts'
import { buildsOf } from '../../verbs/builds.ts'
import { downloadReply } from '../../verbs/download.ts'
import { find } from '../../verbs/find.ts'
import { forceUpdateOf } from '../../verbs/force-update.ts'
import { lakeJson } from '../../verbs/lake-json.ts'
import type { ApiContext, Noun } from '../../verbs/noun.ts'
import { freeName, requireNamed, requireReference } from '../../verbs/references.ts'
import { Reply } from '../../verbs/reply.ts'
import { serve } from '../../verbs/serve.ts'
import { verbsOf } from '../../verbs/verbs.ts'
import { Persona, PersonaSet, PersonaSetConfig, personaSetOperations } from './contract.ts'
import { dimensionsRead } from './dimensions-read.ts'
import { explainingColumns, personaColumns } from './persona-columns.ts'
import { buildOf, changesOf, personasOf, renamePersona, requirePersona } from './personas.ts'
import { dimensionsOf, traitsOf } from './show-analyses.ts'
import { streamsRead } from './streams-read.ts'

export const personaSetNoun: Noun<'persona_sets'> = {
  type: 'persona_sets',
  operations: personaSetOperations,
  components: { configs: { PersonaSetConfig }, answers: { PersonaSet, Persona } },
  touches: ['lake', 'exports'],
  machine: {
    name: 'personas',
    steps: [
      { name: 'prepare', doing: 'looking at what is there' },
      { name: 'cluster', doing: 'reading the people', weight: 4 },
      { name: 'score', doing: 'assigning people to personas', over: 'shards', weight: 3 },
      { name: 'finish', doing: 'describing the personas' },
    ],
    large: true,
    writes: ['exports'],
  },
  rescored: true,
  // The old name of the traits is kept for those who sent it; the new one counts.
  shownOnly: ['explore', 'refit', 'modeling_fields', 'preview'],
  columns: {
    field: 'persona_set_ids',
    kinds: (explain) => [...personaColumns, ...(explain ? explainingColumns : [])],
  },
  reads: ({ cohort_id, clustering_dimensions }) => ({
    resources: [{ type: 'cohorts', id: cohort_id }],
    streams: Object.keys(clustering_dimensions?.streams ?? {}),
    traits: clustering_dimensions?.traits ?? [],
  }),
  inputs(set, account) {
    if (set.config.preview) return { waitsFor: 'is a preview: it is built once its preview is false' }
    const cohort = account.find('cohorts', set.config.cohort_id)
    if (!cohort?.output_digest || !account.people) return waitsForUpstream('cohorts', set.config.cohort_id, cohort)
    const read = dimensionsRead(set, cohort, account.people)
    if ('waitsFor' in read) return read
    const as_of = firingMoment(newestEvent(account.people, streamsRead(set.config, cohort.config.stream_name)), set)
    return { inputs: { cohort: cohort.output_digest, ...read, as_of, count_moves_of: set.count_moves_of } }
  },
  schema: PersonaSetConfig,
  complete(config, all) {
    const { modeling_fields, ...rest } = config
    const cohort = all.find(({ type, id }) => type === 'cohorts' && id === config.cohort_id)
    return {
      ...rest,
      name: config.name ?? freeName(`${cohort?.config.name ?? 'Customers'} personas`, all, 'persona_sets'),
      // Of both the new form counts, as it does at the vendor's.
      ...(modeling_fields && !config.clustering_dimensions && { clustering_dimensions: { traits: modeling_fields } }),
      ...(modeling_fields && isAsOld(config) && { modeling_fields }),
    }
  },
  // A patch of one form leaves nothing of the other behind.
  patched({ modeling_fields, ...config }, patch) {
    if (patch.clustering_dimensions !== undefined) return config
    if (!Array.isArray(patch.modeling_fields)) return { ...config, ...(modeling_fields && { modeling_fields }) }
    return { ...config, clustering_dimensions: { ...config.clustering_dimensions, traits: patch.modeling_fields } }
  },
  check({ cohort_id, clustering_dimensions, placeholders_as_values = [] }, all) {
    requireReference(all, 'cohorts', cohort_id, 'cohort_id')
    for (const [index, name] of placeholders_as_values.entries())
      requireNamed(all, 'traits', name, `placeholders_as_values.${index}`)
    const { traits = [], streams = {} } = clustering_dimensions ?? {}
    for (const [index, name] of traits.entries())
      requireNamed(all, 'traits', name, `clustering_dimensions.traits.${index}`)
    for (const [name, properties] of Object.entries(streams)) {
      const path = `clustering_dimensions.streams.${name}`
      requireNamed(all, 'streams', name, path)
      const known = streamProperties(name, all)
      for (const [index, property] of properties.entries()) requireName('property', property, known, `${path}.${index}`)
    }
  },
  show(set, _related, ctx) {
    const { output } = set
    return {
      population_count: output?.population_count,
      dimensions: output?.dimensions,
      weak: output?.weak,
      as_of: output?.as_of,
      data_up_to: output?.data_up_to,
      fitted: output?.fitted,
      as_of_note:
        output?.no_new_data && output.data_up_to && noNewDataNote(output.data_up_to, countedAsOf(output.as_of)),
      moved_count: output?.moved_count,
      moves: output?.moves,
      changes: output && changesOf(set),
      personas: output && personasOf(set, ctx),
      mail_error: set.mail_error,
    }
  },
}

/** Whether the old form says what counts. */
const isAsOld = ({ modeling_fields, clustering_dimensions }: PersonaSetConfig): boolean =>
  !clustering_dimensions || digestOf(clustering_dimensions.traits) === digestOf(modeling_fields)

/** The properties that the events of a stream have, by the datasets, and by the events of sources that were read. */
function streamProperties(stream: string, all: Resource[]): string[] {
  const datasets = all.filter((one) => one.type === 'datasets')
  const names = datasets.flatMap(({ config }) => Object.keys(config.output_to_streams?.[stream]?.data_map ?? {}))
  const read = ofType(all, 'people').flatMap(({ output }) => Object.keys(output?.streams[stream]?.properties ?? {}))
  return [...new Set([...names, ...read])].sort()
}

const analysis =
  (name: string) =>
  async (ctx: ApiContext, { params }: { params: { id: string } }) => {
    const set = await find(ctx, personaSetNoun, params.id)
    return lakeJson(ctx, set, set.output?.analysis_keys[name])
  }

export const personaSets = serve(personaSetOperations, {
  ...verbsOf(personaSetNoun),
  ...archiveVerbsOf(personaSetNoun),
  builds: buildsOf(personaSetNoun),
  forceUpdate: forceUpdateOf(personaSetNoun),
  renamePersona,
  async avatar(ctx, input) {
    const { params } = input
    const set = await find(ctx, personaSetNoun, params.id)
    const persona = requirePersona(set, params.persona_id)
    const key = set.output?.analysis_keys.portraits
    const portraits = (await lakeJson(ctx, set, key)) as Record<string, string>
    // The picture of a named build never changes; without one it is the latest, which may be another tomorrow.
    const isOfBuild = input.query.v === buildOf(set)
    const headers = {
      'content-type': 'image/svg+xml',
      'cache-control': isOfBuild ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    }
    return new Reply(200, headers, portraits[persona.id] ?? '')
  },
  dimensions: async (ctx, input) => dimensionsOf(await analysis('dimensions')(ctx, input), input.query),
  traits: async (ctx, input) => traitsOf(await analysis('encoder')(ctx, input)),
  flow: analysis('flow'),
  revenue: analysis('revenue'),
  drift: analysis('drift'),
  selection: analysis('selection'),
  async download(ctx, { params }) {
    const set = await find(ctx, personaSetNoun, params.id)
    return downloadReply(ctx, set, set.output?.csv_key)
  },
})
