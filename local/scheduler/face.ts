import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody, ServiceError, sendJson } from '../http.ts'
import type { Definition, Schedules } from './schedules.ts'

/** EventBridge Scheduler's HTTP face (REST JSON): Create-, Update-, Get-, Delete- and ListSchedules. */
export async function schedulerFace(
  schedules: Schedules,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://local')
  const name = decodeURIComponent(/^\/schedules\/([^/]+)$/.exec(url.pathname)?.[1] ?? '')
  if (!name) {
    if (request.method !== 'GET' || url.pathname !== '/schedules') throw notImplemented(request)
    return sendJson(response, 200, list(schedules, url.searchParams))
  }
  if (!/^[0-9a-zA-Z-_.]{1,64}$/.test(name))
    throw new ServiceError('ValidationException', `Invalid schedule name: ${name}`)
  const body = JSON.parse((await readBody(request))?.toString() || '{}')
  const group = String(body.GroupName ?? url.searchParams.get('groupName') ?? 'default')
  const { GroupName: _, Name: __, ClientToken: ___, ...definition } = body as Definition & Record<string, unknown>
  if (request.method === 'POST') return sendJson(response, 200, schedules.create(group, name, definition as Definition))
  if (request.method === 'PUT') return sendJson(response, 200, schedules.update(group, name, definition as Definition))
  if (request.method === 'GET') return sendJson(response, 200, schedules.get(group, name))
  if (request.method !== 'DELETE') throw notImplemented(request)
  schedules.delete(group, name)
  sendJson(response, 200, {})
}

const notImplemented = ({ method, url }: IncomingMessage) =>
  new ServiceError('NotImplemented', `the local Scheduler does not answer ${method} ${url}`, 501)

function list(schedules: Schedules, query: URLSearchParams) {
  const wanted = (parameter: string, value: string) => query.get(parameter) === null || query.get(parameter) === value
  const all = schedules
    .list()
    .filter(
      ({ GroupName, State, Name }) =>
        wanted('ScheduleGroup', GroupName) && wanted('State', State!) && Name.startsWith(query.get('NamePrefix') ?? ''),
    )
  const from = Number(query.get('NextToken') ?? 0)
  const to = from + Number(query.get('MaxResults') ?? 100)
  return {
    Schedules: all
      .slice(from, to)
      .map(({ Arn, Name, GroupName, State, CreationDate, LastModificationDate, Target }) => {
        return { Arn, Name, GroupName, State, CreationDate, LastModificationDate, Target: { Arn: Target.Arn } }
      }),
    ...(to < all.length && { NextToken: String(to) }),
  }
}
