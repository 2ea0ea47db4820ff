import { functionNameOf } from '../place.ts'
import type { Cloudlet } from '../template/load.ts'

export interface Route {
  /** As the template writes it: `ANY /v1/cohorts/{proxy+}` or `$default`. */
  key: string
  method: string
  segments: string[]
  functionName: string
  /** Seconds after which the gateway gives up. */
  timeout: number
}

export interface Match {
  route: Route
  pathParameters: Record<string, string>
}

/** HTTP APIs never wait longer for an integration. */
const LONGEST_INTEGRATION = 30

/** Reads the routes of the template's HTTP APIs. */
export function readRoutes(cloudlet: Cloudlet): Route[] {
  const integrations = new Map(cloudlet.of('AWS::ApiGatewayV2::Integration').map((one) => [one.ref, one.properties]))
  return cloudlet.of('AWS::ApiGatewayV2::Route').map(({ id, properties }) => {
    const key = String(properties.RouteKey)
    const target = String(properties.Target).replace(/^integrations\//, '')
    const integration = integrations.get(target) as Record<string, string> | undefined
    if (integration?.IntegrationType !== 'AWS_PROXY') throw new Error(`route ${id} (${key}) has no Lambda integration`)
    if (integration.PayloadFormatVersion !== '2.0')
      throw new Error(`route ${id} (${key}): only payload format 2.0 is spoken locally`)
    if ((properties.AuthorizationType ?? 'NONE') !== 'NONE')
      throw new Error(`route ${id} (${key}): authorizers are not supported locally`)
    const [method, path] = key === '$default' ? ['ANY', '/{proxy+}'] : (key.split(' ') as [string, string])
    return {
      key,
      method,
      segments: segmentsOf(path),
      functionName: functionNameOf(String(integration.IntegrationUri)),
      timeout: Number(integration.TimeoutInMillis ?? LONGEST_INTEGRATION * 1000) / 1000,
    }
  })
}

const segmentsOf = (path: string) => path.replace(/^\//, '').split('/')

/** The most specific route: text before {variable} before {greedy+} before $default, and a method before ANY. */
export function matchRoute(routes: Route[], method: string, path: string): Match | undefined {
  const given = segmentsOf(path)
  let best: (Match & { rank: string }) | undefined
  for (const route of routes) {
    if (route.method !== 'ANY' && route.method !== method) continue
    const pathParameters = matchSegments(route.segments, given)
    if (!pathParameters) continue
    const rank = rankOf(route)
    if (!best || rank < best.rank)
      best = { route, pathParameters: route.key === '$default' ? {} : pathParameters, rank }
  }
  return best
}

function rankOf({ key, segments, method }: Route): string {
  if (key === '$default') return '9'
  const kinds = segments.map((segment) => (!segment.startsWith('{') ? 0 : segment.endsWith('+}') ? 2 : 1))
  return `${kinds.join('')}${method === 'ANY' ? 1 : 0}`
}

function matchSegments(wanted: string[], given: string[]): Record<string, string> | undefined {
  const found: Record<string, string> = {}
  for (const [index, segment] of wanted.entries()) {
    const value = given[index]
    if (value === undefined) return undefined
    const name = /^\{(.+?)(\+?)\}$/.exec(segment)
    if (!name) {
      if (segment !== value) return undefined
    } else if (name[2]) {
      found[name[1]!] = given.slice(index).map(decode).join('/')
      return found[name[1]!] === '' && wanted.length > 1 ? undefined : found
    } else if (value === '') return undefined
    else found[name[1]!] = decode(value)
  }
  return wanted.length === given.length ? found : undefined
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
