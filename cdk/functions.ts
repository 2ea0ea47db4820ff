/**
 * Every function of the service by the path of its entry point below functions/. The template is made from this table,
 * and a test compares it with the files: a handler without a row here never runs.
 */

/** One Lambda per noun; its routes are `ANY /v1/<noun>` and `ANY /v1/<noun>/{proxy+}`. */
export const nouns = [
  'accounts',
  'uploads',
  'datasets',
  'streams',
  'traits',
  'cohorts',
  'persona_sets',
  'scopes',
  'targets',
  'schedules',
  'graph',
] as const
export type Noun = (typeof nouns)[number]

/** Operations that read the lake's files themselves have a function each, which carries DuckDB; function → its route. */
export const lakeQueries = { 'api/faraday/cohort_personas': 'GET /v1/cohorts/{id}/analysis/personas' } as const
export type LakeQuery = keyof typeof lakeQueries
export const lakeQueryPaths = Object.keys(lakeQueries) as LakeQuery[]

/**
 * Machine → its steps in the order in which they run. All steps of a machine are one function: an environment that one has
 * warmed serves the next.
 */
export const machines = {
  ingest: ['prepare', 'shard', 'finish'],
  resolve: ['prepare', 'link', 'number', 'connect', 'cut', 'decide', 'settle', 'shard', 'finish'],
  cohort: ['prepare', 'shard', 'finish'],
  personas: ['prepare', 'cluster', 'score', 'finish'],
  predict: ['prepare', 'shard', 'finish'],
  deliver: ['prepare', 'shard', 'finish'],
} as const
/** Steps that a Map runs, once for each number of a list in the plan. */
export const mappedOver: Readonly<Record<string, string>> = {
  link: 'batches',
  number: 'ranges',
  cut: 'batches',
  decide: 'partitions',
  shard: 'shards',
  score: 'shards',
}
/** Steps that are called again until they say that they are done: what they have to do may take longer than a function may. */
export const calledUntilDone: readonly string[] = ['connect']
/** Steps of an account that is too large for one function to decide who is who in it; others leave them out. */
export const partitionedSteps: readonly string[] = ['link', 'number', 'connect', 'cut', 'decide', 'settle']
export type MachineName = keyof typeof machines
export const machineNames = Object.keys(machines) as MachineName[]

export const subscribers = [
  'plan-builds',
  'release-failed-builds',
  'email-when-ready',
  'sweep',
  'rescore-due',
  'collect-outputs',
] as const
export type Subscriber = (typeof subscribers)[number]

/** `api/faraday/persona_sets` and the like: where the bundle lies below dist/functions. */
export const functionPaths: string[] = [
  ...nouns.map((noun) => `api/faraday/${noun}`),
  ...lakeQueryPaths,
  'api/faraday/openapi',
  'api/faraday/not-found',
  ...machineNames.map((machine) => `steps/${machine}`),
  ...subscribers.map((name) => `events/${name}`),
]

/** `steps/personas` → `StepsPersonas`, the function's name in the template. The first dialect's functions say no dialect. */
export function logicalId(path: string): string {
  return path
    .split(/[/_-]/)
    .filter((word) => word !== 'faraday')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
