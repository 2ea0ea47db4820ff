import { requireName } from '../../engines/names/known-name.ts'
import type { PersonaSetOutput } from '../../model/outputs.ts'
import type { Resource } from '../../model/resource.ts'
import type { ApiContext } from '../../verbs/api-context.ts'
import { archiveVerbsOf } from '../../verbs/archive.ts'
import { downloadReply } from '../../verbs/download.ts'
import { find } from '../../verbs/find.ts'
import { forceUpdateOf } from '../../verbs/force-update.ts'
import { lakeJson } from '../../verbs/lake-json.ts'
import type { Noun } from '../../verbs/noun.ts'
import { freeName, requireNamed, requireReference } from '../../verbs/references.ts'
import { Reply } from '../../verbs/reply.ts'
import { serve } from '../../verbs/serve.ts'
import { verbsOf } from '../../verbs/verbs.ts'
import type { DatasetConfig } from '../datasets/contract.ts'
import { PersonaSetConfig, personaSetOperations } from './contract.ts'
import { changesOf, personasOf, renamePersona, requirePersona } from './personas.ts'
import { dimensionsOf, traitsOf } from './show-analyses.ts'

export const personaSetNoun: Noun<PersonaSetConfig> = {
  type: 'persona_sets',
  schema: PersonaSetConfig,
  complete(config, all) {
    // The old name of the traits is understood, and kept in one form only.
    const { modeling_fields, ...rest } = config
    const cohort = all.find(({ type, id }) => type === 'cohorts' && id === config.cohort_id)
    return {
      ...rest,
      name: config.name ?? freeName(`${cohort?.config.name ?? 'Customers'} personas`, all, 'persona_sets'),
      ...(modeling_fields && {
        clustering_dimensions: { ...config.clustering_dimensions, traits: modeling_fields },
      }),
    }
  },
  check({ cohort_id, clustering_dimensions }, all) {
    requireReference(all, 'cohorts', cohort_id, 'cohort_id')
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
  show(set) {
    const output = set.output as PersonaSetOutput | undefined
    const { clustering_dimensions } = set.config as unknown as PersonaSetConfig
    return {
      modeling_fields: clustering_dimensions?.traits,
      population_count: output?.population_count,
      dimensions: output?.dimensions,
      weak: output?.weak,
      as_of: output?.as_of,
      moved_count: output?.moved_count,
      moves: output?.moves,
      changes: output && changesOf(set),
      personas: output && personasOf(set),
    }
  },
}

/** What the datasets say that the events of a stream have. */
function streamProperties(stream: string, all: Resource[]): string[] {
  const datasets = all.filter(({ type }) => type === 'datasets').map(({ config }) => config as unknown as DatasetConfig)
  const names = datasets.flatMap(({ output_to_streams }) => Object.keys(output_to_streams?.[stream]?.data_map ?? {}))
  return [...new Set(names)].sort()
}

const analysis =
  (name: string) =>
  async (ctx: ApiContext, { params }: { params: { id: string } }) => {
    const set = await find(ctx, personaSetNoun, params.id)
    return lakeJson(ctx, set, (set.output as PersonaSetOutput | undefined)?.analysis_keys[name])
  }

export const personaSets = serve(personaSetOperations, {
  ...verbsOf(personaSetNoun),
  ...archiveVerbsOf(personaSetNoun),
  forceUpdate: forceUpdateOf(personaSetNoun),
  renamePersona,
  async avatar(ctx, { params }) {
    const set = await find(ctx, personaSetNoun, params.id)
    const persona = requirePersona(set, params.persona_id)
    const key = (set.output as PersonaSetOutput | undefined)?.analysis_keys.portraits
    const portraits = (await lakeJson(ctx, set, key)) as Record<string, string>
    return new Reply(200, { 'content-type': 'image/svg+xml' }, portraits[persona.id] ?? '')
  },
  dimensions: async (ctx, input) => dimensionsOf(await analysis('dimensions')(ctx, input), input.query.traits),
  traits: async (ctx, input) => traitsOf(await analysis('encoder')(ctx, input)),
  flow: analysis('flow'),
  revenue: analysis('revenue'),
  drift: analysis('drift'),
  selection: analysis('selection'),
  async download(ctx, { params }) {
    const set = await find(ctx, personaSetNoun, params.id)
    return downloadReply(ctx, set, (set.output as PersonaSetOutput | undefined)?.csv_key)
  },
})
