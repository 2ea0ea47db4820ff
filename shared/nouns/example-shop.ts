import type { Examples } from '../contract/with-examples.ts'

/**
 * One small invented shop, that of the README's tutorial: its orders, its customers, their personas, and who is who.
 * The examples of all nouns tell of this shop; this file has the parts that several nouns show.
 * Only what writes docs/openapi.json imports this: no function carries it.
 */
export const id = {
  accounts: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e01',
  datasets: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e02',
  streams: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e03',
  traits: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e04',
  cohorts: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e05',
  persona_sets: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e06',
  scopes: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e07',
  targets: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e08',
  schedules: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e09',
  sources: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e0a',
}
export type Type = keyof typeof id

export const monday = '2024-06-03T06:00:00.000Z'
export const built = '2024-06-03T06:02:00.000Z'

/** The fields that all resources have. */
export const envelope = (type: Type) => ({
  id: id[type],
  resource_type: type,
  created_at: monday,
  updated_at: built,
  status: 'ready',
  status_changed_at: built,
  last_read_input_at: monday,
  last_updated_config_at: monday,
  last_updated_output_at: built,
})

/** Bodies of the operations that all configured nouns have: patch renames, archive and unarchive cascade. */
export const usualOperations = (type: Type, newName: string): Examples['operations'] => ({
  [`${type}.patch`]: { body: { name: newName } },
  [`${type}.archive`]: { body: { cascade_to_all: true } },
  [`${type}.unarchive`]: { body: { cascade_to_all: true } },
})

/** Of nouns that a machine builds. */
export const buildExamples = (type: Type): Examples['operations'] => ({
  [`${type}.builds`]: {
    response: [
      {
        ...{ attempt: 2, why: 'new data arrived', outcome: 'ready', started_at: '2024-06-03T05:59:48.000Z' },
        ...{ ended_at: monday, seconds: 12, count: 100 },
      },
      {
        ...{ attempt: 1, why: 'its first build', outcome: 'error', started_at: '2024-05-27T11:59:00.000Z' },
        ...{ ended_at: '2024-05-27T11:59:03.000Z', seconds: 3, status_error: 'no event of the stream has a time' },
      },
    ],
  },
})

export const emitted = (column_name: string) => [{ dataset_id: id.datasets, column_name }]
export const sizes = { S: 'small', '*': 'large' }

export const personaSetName = 'Customers personas'
export const often = { id: 'persona-1', name: 'Orders often' }
export const seldom = { id: 'persona-2', name: 'Orders seldom' }
export const moves = [{ from: seldom.id, to: often.id, count: 4 }]
export const counted = (count: number) => [{ date: '2024-06-03T00:00:00.000Z', count }]
export const whoIsWho = `email,persona\nperson-1@example.com,${often.name}\n`
