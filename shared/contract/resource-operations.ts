import * as z from 'zod'
import type { ResourceType } from '../model/resource.ts'
import { Cascade, Count, ids, Time } from './fields.ts'
import { operations, patchOf } from './operation.ts'

/** `persona_sets` → `persona set`: how sentences call one. */
export const singular = (type: ResourceType): string => type.replace(/s$/, '').replaceAll('_', ' ')

const PastBuild = z.object({
  attempt: Count.describe('Counts the builds of the resource, from 1'),
  why: z.string().describe('Why it began'),
  outcome: z
    .enum(['running', 'ready', 'error', 'stopped'])
    .describe('`stopped`: it was broken off, and the next one begins anew'),
  started_at: Time,
  ended_at: Time.optional(),
  seconds: z.number().optional().describe('From the start to the end'),
  status_error: z.string().optional(),
  count: Count.optional().describe('Rows, events or people of its output'),
})

/** Reading, listing, deleting and archiving: what every noun has. */
export function readOperations<const Type extends ResourceType, Public extends z.ZodType>(type: Type, shown: Public) {
  const one = singular(type)
  const path = `/v1/${type}` as const
  return operations({
    list: {
      method: 'GET',
      path,
      summary: `List ${one}s, newest first`,
      query: ids,
      response: z.array(shown),
      status: 200,
      errors: ['VALIDATION_FAILED'],
    },
    read: {
      method: 'GET',
      path: `${path}/{id}` as const,
      summary: `Read one ${one}`,
      response: shown,
      status: 200,
      errors: ['NOT_FOUND'],
    },
    remove: {
      method: 'DELETE',
      path: `${path}/{id}` as const,
      summary: `Delete a ${one} that nothing uses`,
      response: undefined,
      status: 204,
      errors: ['NOT_FOUND', 'CONFLICT'],
    },
  })
}

/** The operations that nouns with a configuration share. */
export function resourceOperations<
  const Type extends ResourceType,
  Config extends z.ZodObject,
  Public extends z.ZodType,
>(type: Type, config: Config, shown: Public) {
  const one = singular(type)
  const path = `/v1/${type}` as const
  return operations({
    create: {
      method: 'POST',
      path,
      summary: `Create a ${one}`,
      body: config,
      response: shown,
      status: 201,
      idempotent: true,
      errors: ['VALIDATION_FAILED', 'MAX_RESOURCES_REACHED', 'CONFLICT', 'PAYLOAD_TOO_LARGE', 'IDEMPOTENCY_KEY_REUSED'],
    },
    ...readOperations(type, shown),
    patch: {
      method: 'PATCH',
      path: `${path}/{id}` as const,
      summary: `Change a ${one} by a merge patch`,
      body: patchOf(config),
      patches: config,
      response: shown,
      status: 200,
      errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT', 'PAYLOAD_TOO_LARGE'],
    },
    archive: {
      method: 'POST',
      path: `${path}/{id}/archive` as const,
      summary: `Archive a ${one}: it stays readable and is not built any more`,
      body: Cascade.optional(),
      response: shown,
      status: 200,
      errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT'],
    },
    unarchive: {
      method: 'POST',
      path: `${path}/{id}/unarchive` as const,
      summary: `Take a ${one} out of the archive`,
      body: Cascade.optional(),
      response: shown,
      status: 200,
      errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT'],
    },
  })
}

/** Building again although nothing changed, and what was built: for nouns that a machine builds. */
export function buildOperations<const Type extends ResourceType, Public extends z.ZodType>(type: Type, shown: Public) {
  return operations({
    forceUpdate: {
      method: 'POST',
      path: `/v1/${type}/{id}/force_update` as const,
      summary: `Build a ${singular(type)} again`,
      response: shown,
      status: 200,
      errors: ['NOT_FOUND', 'CONFLICT'],
    },
    builds: {
      method: 'GET',
      path: `/v1/${type}/{id}/builds` as const,
      summary: `The builds of a ${singular(type)} of the last 400 days, newest first`,
      query: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(25) }),
      response: z.array(PastBuild),
      status: 200,
      errors: ['VALIDATION_FAILED', 'NOT_FOUND'],
    },
  })
}
