import { contract, machines } from '../shared/nouns/nouns.ts'

/**
 * Every function of the service by the path of its entry point below functions/. The template is made from this table,
 * and a test compares it with the files: a handler without a row here never runs.
 */

/** One Lambda per noun; its routes are `ANY /v1/<noun>` and `ANY /v1/<noun>/{proxy+}`. */
export const apiNouns: readonly string[] = Object.keys(contract).filter(
  (name) => !['openapi', 'intake', 'spaces'].includes(name),
)

/** Operations that read the lake's files themselves are of functions that carry DuckDB; function → its routes. */
export const lakeQueries = {
  'api/faraday/counts': [
    'GET /v1/cohorts/{id}/analysis/membership',
    'GET /v1/cohorts/{id}/analysis/personas',
    'GET /v1/persona_sets/{id}/analysis/conversion',
    'GET /v1/persona_sets/{id}/analysis/orders',
    'GET /v1/persona_sets/{id}/analysis/places',
    'GET /v1/traits/{id}/analysis',
    'POST /v1/cohorts/preview',
    'POST /v1/scopes/preview',
  ],
  // Reads the beginning of a file as a build would.
  'api/faraday/previews': ['POST /v1/datasets/preview'],
} as const
export type LakeQuery = keyof typeof lakeQueries
export const lakeQueryPaths = Object.keys(lakeQueries) as LakeQuery[]

/** Of the functions with DuckDB the one that reads uploads. */
export const previews: LakeQuery = 'api/faraday/previews'

/** A noun whose operations read the lake's files and the table of profiles. */
export const peopleNoun = 'people'

/** Takes events from Segment's clients, at the paths of shared/nouns/sources/intake.ts. */
export const intake = 'api/segment/intake'

/** The Profile API, at these words of a path and all below them. */
export const profiles = 'api/segment/profiles'
export const profileWords = ['spaces', 'namespaces'] as const

/** Takes the accepted events out of the queue, and keeps them. */
export const consumer = 'events/keep-events'

/** `ingest`, `resolve` …: the machines of the nouns. */
export const machineNames: readonly string[] = machines.map(({ name }) => name)

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
  ...apiNouns.map((noun) => `api/faraday/${noun}`),
  ...lakeQueryPaths,
  intake,
  profiles,
  'api/faraday/openapi',
  'api/faraday/not-found',
  ...machineNames.map((machine) => `steps/${machine}`),
  ...subscribers.map((name) => `events/${name}`),
  consumer,
]

/** `steps/personas` → `StepsPersonas`, the function's name in the template. The first dialect's functions say no dialect. */
export function logicalId(path: string): string {
  return path
    .split(/[/_-]/)
    .filter((word) => word !== 'faraday')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
