import { digestOf } from '../../shared/model/ids.ts'
import { ofType, type Resource, type ResourceType, type Upload } from '../../shared/model/resource.ts'
import { uploadsOf } from '../../shared/nouns/datasets/uploads-of.ts'
import { nouns } from '../../shared/nouns/nouns.ts'
import { namesMade } from '../../shared/nouns/streams/names-made.ts'
import { planBuilds } from '../../shared/planner/plan-builds.ts'
import type { AccountState } from '../../shared/planner/planned.ts'

export const now = '2024-05-01T12:00:00.000Z'
export const later = '2024-05-01T13:00:00.000Z'

let made = 0
/** A resource that was just said. */
/** Some tests say less than a customer must: the planner reads only what is said. */
export const resource = (type: ResourceType, id: string, config: Record<string, unknown>): Resource =>
  ({
    account_id: 'account',
    type,
    id,
    config: { name: id, ...(type === 'targets' && { representation: { mode: 'identified' } }), ...config },
    status: 'new',
    status_changed_at: now,
    created_at: `2024-01-01T00:00:00.${String(made++ % 1000).padStart(3, '0')}Z`,
    updated_at: now,
    last_updated_config_at: now,
    attempt: 0,
  }) as Resource

const columns = (names: string[]) => Object.fromEntries(names.map((name) => [name, { column_name: name }]))

export const dataset = (id: string, makes: { streams?: string[]; traits?: string[] }) =>
  resource('datasets', id, {
    options: { type: 'hosted_csv', upload_directory: id },
    identity_sets: { customer: { email: 'email' } },
    output_to_streams: Object.fromEntries(
      (makes.streams ?? []).map((name) => [name, { data_map: columns(['datetime']) }]),
    ),
    output_to_traits: columns(makes.traits ?? []),
  })

export const upload = (path: string, etag = 'e'): Upload => ({
  path,
  etag,
  size: 1,
  last_modified: '2024-04-01T00:00:00.000Z',
})

/** An account whose people are said with its first dataset, and whose streams and traits with those that make them. */
export function account(said: Resource[], uploads: Upload[]): AccountState {
  const names = (kind: 'streams' | 'traits') => [
    ...new Set(ofType(said, 'datasets').flatMap(({ config }) => namesMade(config)[kind])),
  ]
  const made = (['streams', 'traits'] as const).flatMap((kind) =>
    names(kind).map((name) => resource(kind, `${kind}-${name}`, { name })),
  )
  return { resources: [resource('people', 'account', {}), ...said, ...made], uploads, logs: {} }
}

const change = (state: AccountState, id: string, changes: object): AccountState => ({
  ...state,
  resources: state.resources.map((one) => (one.id === id ? ({ ...one, ...changes } as Resource) : one)),
})

/** The output that a good build would publish: a function of what it reads, so that other input is other output. */
function published(state: AccountState, one: Resource, digest: string): object {
  // A file that is put again with the same bytes changes when it was put, and no row.
  const rows = (of: Resource<'datasets'>) => uploadsOf(of.config, state.uploads).map(({ path, etag }) => [path, etag])
  if (one.type === 'datasets') return { output: {}, output_digest: digestOf([one.config, rows(one)]) }
  if (one.type !== 'people') return { output: {}, output_digest: digest }
  // Of a dataset whose files are gone the lake has no column: its streams and traits are no more.
  const datasets = ofType(state.resources, 'datasets').filter(
    (of) => of.output_digest && uploadsOf(of.config, state.uploads).length > 0,
  )
  const facts = (kind: 'streams' | 'traits') => {
    const rule = (of: Resource<'datasets'>, name: string) => of.config[`output_to_${kind}`]?.[name]
    const names = new Set(datasets.flatMap(({ config }) => namesMade(config)[kind]))
    return Object.fromEntries(
      [...names].map((name) => {
        const makers = datasets.filter((of) => rule(of, name))
        const newest = kind === 'streams' ? { newest: now } : {}
        return [name, { ...newest, digest: digestOf(makers.map((of) => [of.id, rule(of, name), rows(of)])) }]
      }),
    )
  }
  const everybody = digestOf(datasets.map((of) => [of.id, of.config.identity_sets, rows(of)]))
  const parts = { people: everybody, identifiers: everybody, references: everybody }
  return { output: { parts, streams: facts('streams'), traits: facts('traits') }, output_digest: digest }
}

/** The account once a build that was planned has succeeded. */
export const succeeded = (state: AccountState, build: { resource: Resource; digest: string }): AccountState =>
  change(state, build.resource.id, {
    status: 'ready',
    attempt: build.resource.attempt + 1,
    built_digest: build.digest,
    failed_digest: undefined as never,
    claimed_until: undefined as never,
    ...published(state, build.resource, build.digest),
  })

export const failed = (state: AccountState, build: { resource: Resource; digest: string }): AccountState =>
  change(state, build.resource.id, {
    status: 'error',
    status_error: 'no',
    attempt: build.resource.attempt + 1,
    failed_digest: build.digest,
  })

export const edited = change

/** Plans and carries out, round by round, until nothing is left to do; gives the ids that were built, in order. */
export function settle(state: AccountState, maxRounds = 6) {
  const built: string[] = []
  for (let round = 0; round < maxRounds; round++) {
    const plan = planBuilds(nouns, state, now)
    if (!plan.builds.length) return { state, built, rounds: round }
    for (const build of plan.builds) state = succeeded(state, build)
    built.push(...plan.builds.map((one) => one.resource.id))
  }
  const { builds } = planBuilds(nouns, state, now)
  if (builds.length) throw new Error(`still to build after ${maxRounds} rounds: ${builds.map((b) => b.resource.id)}`)
  return { state, built, rounds: maxRounds }
}

/** Ids to build now. */
export const planned = (state: AccountState, at = now): string[] =>
  planBuilds(nouns, state, at).builds.map((build) => build.resource.id)
