import { admitsNoEvents } from '../engines/conditions/check.ts'
import type { CohortConfig } from '../engines/conditions/config.ts'
import { digestOf } from '../model/ids.ts'
import type { PeopleOutput, PersonaSetOutput } from '../model/outputs.ts'
import type { Resource, ResourceType, Upload } from '../model/resource.ts'
import { namesRead, refKey, upstreamsOf } from './graph.ts'

/** What the planner knows of one account. */
export interface AccountState {
  resources: Resource[]
  uploads: Upload[]
}

/** The digest of a resource's inputs, or what it still waits for (undefined where there is nothing to tell). */
export type Inputs = { digest: string } | { waitsFor: string | undefined }

type Json = Record<string, unknown>

/** Configuration that changes what is read, not what is built. */
const displayOnly = new Set(['name', 'explore', 'refit', 'literate', 'description'])
const buildConfig = (config: Json): Json =>
  Object.fromEntries(Object.entries(config).filter(([key]) => !displayOnly.has(key)))

/** Counts changes of what an ingested file looks like in the lake: files read before are then read again. */
export const lakeFormat = 4

/** The uploads of one dataset's folder, by path. */
export const uploadsOf = (dataset: Resource, uploads: Upload[]): Upload[] => {
  const folder = `${(dataset.config.options as Json | undefined)?.upload_directory}/`
  return uploads.filter(({ path }) => path.startsWith(folder)).sort((a, b) => (a.path < b.path ? -1 : 1))
}

/**
 * Everything a build of `resource` would read, as one digest: its configuration, what was published upstream, the
 * uploads, the moment where time matters. Only the parts of `people` that the resource uses count, so that an edited
 * trait rebuilds what uses it and nothing else.
 */
export function inputsOf(resource: Resource, state: AccountState): Inputs {
  const people = state.resources.find((one) => one.type === 'people')
  const facts = people?.output as PeopleOutput | undefined
  const config = buildConfig(resource.config)
  const digest = (inputs: Json): Inputs => ({
    digest: digestOf({ type: resource.type, config, force: resource.force, ...inputs }),
  })

  switch (resource.type) {
    case 'datasets': {
      const files = uploadsOf(resource, state.uploads)
      if (!files.length && !resource.built_digest) {
        const folder = (resource.config.options as Json | undefined)?.upload_directory
        return { waitsFor: `waits for a first file in the folder "${folder}"` }
      }
      const read = files.map(({ path, etag, size, last_modified }) => [path, etag, size, last_modified])
      return digest({ format: lakeFormat, files: read })
    }
    case 'people': {
      const datasets = state.resources.filter((one) => one.type === 'datasets' && one.output_digest)
      if (!datasets.length && !resource.built_digest) return { waitsFor: undefined }
      const made = datasets
        .map((one) => [one.id, one.output_digest])
        .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
      return digest({ datasets: made })
    }
    case 'cohorts': {
      if (!facts) return { waitsFor: 'waits for the first dataset to be read' }
      const parts = partsRead(resource.type, resource.config, facts)
      if ('missing' in parts) return { waitsFor: parts.missing }
      const everybody = readsEverybody(resource.config) ? facts.parts.people : undefined
      return digest({ parts: parts.digests, everybody, as_of: resource.config.recency ? resource.as_of : undefined })
    }
    case 'persona_sets': {
      const cohort = upstream('cohorts', resource.config.cohort_id, state)
      if (!cohort?.output_digest || !facts) return { waitsFor: waitingFor('cohort', cohort, resource.config.cohort_id) }
      const read = dimensionsRead(resource, cohort, facts)
      if ('missing' in read) return { waitsFor: read.missing }
      return digest({ cohort: cohort.output_digest, ...read, as_of: resource.as_of })
    }
    case 'scopes': {
      const made: (string | undefined)[] = []
      for (const ref of upstreamsOf(resource, state.resources)) {
        if (ref.type === 'traits') continue
        const one = state.resources.find((other) => refKey(other) === refKey(ref))
        if (!one?.output_digest) return { waitsFor: waitingFor(nounOf[ref.type] ?? ref.type, one, ref.id) }
        made.push(one.output_digest)
        // The population may hold people outside the set's own cohort: they are assigned on the same dimensions.
        const cohort = ref.type === 'persona_sets' && upstream('cohorts', one.config.cohort_id, state)
        if (!cohort || !facts) continue
        const read = dimensionsRead(one, cohort, facts)
        if ('missing' in read) return { waitsFor: read.missing }
        made.push(digestOf(read))
      }
      if (!facts) return { waitsFor: 'waits for the first dataset to be read' }
      const parts = partsRead(resource.type, resource.config, facts)
      if ('missing' in parts) return { waitsFor: parts.missing }
      return digest({ made, parts: parts.digests, as_of: resource.as_of })
    }
    case 'targets': {
      const scope = upstream('scopes', resource.config.scope_id, state)
      if (!scope?.output_digest || !facts) return { waitsFor: waitingFor('scope', scope, resource.config.scope_id) }
      const parts = partsRead(resource.type, resource.config, facts)
      if ('missing' in parts) return { waitsFor: parts.missing }
      return digest({
        scope: scope.output_digest,
        parts: parts.digests,
        identities: [facts.parts.people, facts.parts.identifiers, facts.parts.references],
        names: namesShown(scope, state.resources),
        as_of: resource.as_of,
      })
    }
    default:
      return { waitsFor: undefined }
  }
}

const nounOf: Partial<Record<ResourceType, string>> = {
  cohorts: 'cohort',
  persona_sets: 'persona set',
  scopes: 'scope',
}

const upstream = (type: ResourceType, id: unknown, state: AccountState) =>
  state.resources.find((one) => one.type === type && one.id === id)

function waitingFor(noun: string, one: Resource | undefined, id: unknown): string {
  if (!one) return `waits for ${noun} "${id}", which does not exist`
  return one.status === 'error' ? `waits for ${noun} "${id}", which is in error` : `waits for ${noun} "${id}"`
}

/** Whether a cohort looks at people beyond those who have events: their addresses, or that they have none. */
const readsEverybody = (config: Json): boolean => {
  const cohort = config as CohortConfig
  return !cohort.stream_name || admitsNoEvents(cohort) || Boolean(cohort.place_conditions?.length)
}

/** Digests of what a persona set's dimensions are made from, or what is missing. */
function dimensionsRead(set: Resource, cohort: Resource, facts: PeopleOutput) {
  const parts = partsRead('persona_sets', set.config, facts)
  if ('missing' in parts) return parts
  // Without dimensions of its own a set chooses among all traits, and the events of its cohort's stream.
  const chosen = set.config.clustering_dimensions
  const stream = cohort.config.stream_name as string | undefined
  // Whatever the dimensions are, the analyses tell of the cohort's stream. Its only files may have been deleted since.
  if (stream && !facts.streams[stream]) return { missing: unfilled('stream', stream) }
  return {
    parts: parts.digests,
    traits: chosen ? undefined : Object.entries(facts.traits).map(([name, { digest }]) => [name, digest]),
    events: stream && facts.streams[stream]?.digest,
  }
}

const unfilled = (noun: string, name: string) => `waits for ${noun} "${name}": no dataset has filled it yet`

/** Digests of the streams and traits that a configuration names. */
function partsRead(type: ResourceType, config: Json, facts: PeopleOutput) {
  const { streams, traits } = namesRead(type, config)
  const digests: string[] = []
  for (const name of streams) {
    const stream = facts.streams[name]
    if (!stream) return { missing: unfilled('stream', name) }
    digests.push(stream.digest)
  }
  for (const name of traits) {
    const trait = facts.traits[name]
    if (!trait) return { missing: unfilled('trait', name) }
    digests.push(trait.digest)
  }
  return { digests }
}

/** Names that end up in a target's cells and headers. Attributes are headed by the name that the payload says. */
function namesShown(scope: Resource, resources: Resource[]): unknown {
  const refs = upstreamsOf(scope, resources).filter(({ type }) => type !== 'traits')
  return refs.map((ref) => {
    const one = resources.find((other) => refKey(other) === refKey(ref))
    const personas = (one?.output as Partial<PersonaSetOutput> | undefined)?.personas
    return [ref.id, one?.config.name, one?.persona_names, personas?.map(({ id, name }) => [id, name])]
  })
}
