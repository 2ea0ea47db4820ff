import * as z from 'zod'
import type { ErrorCode } from '../model/errors.ts'
import type { Role } from '../model/role.ts'

/**
 * One operation of the public API as data: routing, validation, types, OpenAPI and tests are all derived from it.
 * Paths carry their parameters in braces, and start with `/v1` (the description of the API itself lies outside).
 */
export interface Operation {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  path: string
  summary: string
  query?: z.ZodType
  /** A JSON body, or the raw bytes of a file. */
  body?: z.ZodType | 'bytes'
  /** For a PATCH: the whole configuration, of which the body is a merge patch (RFC 7396). */
  patches?: z.ZodType
  /** The body of a good answer: JSON, a media type, or nothing (204). */
  response: z.ZodType | { mediaType: string } | undefined
  status: 200 | 201 | 204
  /** Takes an Idempotency-Key: asked twice, done once. */
  idempotent?: true
  /** Fields of the answer that are secrets: whoever repeats an idempotent request does not get them again. */
  shownOnce?: readonly string[]
  /** How a request is signed and refused, where not as the rest: `segment` of the calls that take events, `profiles` of the Profile API. */
  dialect?: 'segment' | 'profiles'
  /** The least role of a member who may ask. Default: `viewer` of a GET, `editor` of all else. */
  role?: Role
  /** Needs no key. */
  public?: true
  /** Beside those that any operation may answer. */
  errors: ErrorCode[]
}
export type Operations = Record<string, Operation>

/** The least role of a member who may ask. */
export const leastRole = ({ role, method }: Operation): Role => role ?? (method === 'GET' ? 'viewer' : 'editor')

/** Answered by any operation. */
export const commonErrors: ErrorCode[] = [
  'BAD_REQUEST',
  'MISSING_API_KEY',
  'MALFORMED_API_KEY',
  'INVALID_AUTHORIZATION',
  'EXPIRED_API_KEY',
  'TOO_MANY_REQUESTS',
  'INTERNAL_SERVER_ERROR',
]

type ParamName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamName<Rest>
  : never

/** The input of a verb: path parameters, query and body, all checked. */
export interface Input<One extends Operation> {
  params: Record<ParamName<One['path']>, string>
  query: One['query'] extends z.ZodType ? z.output<One['query']> : undefined
  body: One['body'] extends z.ZodType ? z.output<One['body']> : One['body'] extends 'bytes' ? Uint8Array : undefined
}

/** Keeps the literal types of paths and schemas. */
export const operations = <const Ops extends Operations>(ops: Ops): Ops => ops

/** A merge patch of a configuration: any of its fields, each checked once it is merged. */
export const patchOf = (config: z.ZodObject) =>
  z.strictObject(Object.fromEntries(Object.keys(config.shape).map((field) => [field, z.unknown().optional()])))
