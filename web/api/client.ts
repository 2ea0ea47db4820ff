import { say } from '../words/say.ts'

/** A refusal of the API, in the sentence that it gave. */
export class ApiError extends Error {
  /** HTTP; 0 where no answer came. */
  readonly status: number
  /** By which the operator finds the request in the log. */
  readonly id: string | undefined
  /** The resources that stand in the way. */
  readonly users: User[]

  constructor(status: number, message: string, id?: string, users: User[] = []) {
    super(message)
    this.status = status
    this.id = id
    this.users = users
  }
}

/** A resource that uses another one. */
export interface User {
  resource_type: string
  id: string
  name: string
}

interface Refusal {
  note?: string
  id?: string
  validationErrors?: { path: string; message: string }[]
  context?: { users?: User[] }
}

/**
 * One request of this page's own account: the browser adds the session's cookie, which no script can read.
 * @param path after /v1
 * @param body an object as JSON, or the bytes of a file
 * @throws ApiError
 */
export const request = <Answer>(method: string, path: string, body?: unknown): Promise<Answer> =>
  send(method, `/v1${path}`, body)

/** As `request`, of an address that is not below /v1. */
export async function send<Answer>(method: string, address: string, body?: unknown): Promise<Answer> {
  const isFile = body instanceof Blob
  const headers: Record<string, string> = { accept: 'application/json' }
  if (body !== undefined) headers['content-type'] = isFile ? 'application/octet-stream' : 'application/json'
  let answer: Response
  try {
    answer = await fetch(address, {
      method,
      headers,
      ...(body !== undefined && { body: isFile ? body : JSON.stringify(body) }),
    })
  } catch {
    throw new ApiError(0, say('common.no-answer'))
  }
  if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as Answer
  const { note, id, validationErrors = [], context } = (await answer.json().catch(() => ({}))) as Refusal
  const details = validationErrors.map(({ path: field, message }) => `${field} ${message}`).join('; ')
  throw new ApiError(
    answer.status,
    details || note || say('common.of-status', { status: answer.status }),
    id,
    context?.users,
  )
}
