import { runInNewContext } from 'node:vm'
import type { Cloudlet } from '../template/load.ts'

/** One cache behaviour of a CloudFront distribution. */
export interface Behaviour {
  /** Matches a path, as CloudFront's pattern with `*` does. */
  matches: RegExp
  /** Folder of the files, or undefined where the HTTP API answers. */
  folder: string | undefined
  /** The headers that the response headers policy sets, by lower-case name. */
  headers: Record<string, string>
  /** The function that runs before the file is looked for: path → path. */
  onRequest?: (uri: string) => string
}

/** A distribution: its behaviours in the order in which CloudFront tries them, the default one last. */
export interface Site {
  behaviours: Behaviour[]
  /** The file of `/`. */
  rootObject: string
}

interface BehaviourProperties {
  PathPattern?: string
  TargetOriginId: string
  ResponseHeadersPolicyId?: string
  FunctionAssociations?: { EventType: string; FunctionARN: string }[]
}

interface DistributionConfig {
  DefaultRootObject?: string
  DefaultCacheBehavior: BehaviourProperties
  CacheBehaviors?: BehaviourProperties[]
  Origins: { Id: string; DomainName: string }[]
}

/**
 * Reads the template's distribution, if it has one. An origin is the HTTP API, or a bucket that a deployment of CDK fills:
 * its files are read where the assembly has them.
 * @param apiUrl the local address of the HTTP API
 */
export function readSite(cloudlet: Cloudlet, apiUrl: string): Site | undefined {
  const [distribution, second] = cloudlet.of('AWS::CloudFront::Distribution')
  if (!distribution) return undefined
  if (second) throw new Error(`the local cloud serves one distribution, and the template also has ${second.id}`)
  const config = distribution.properties.DistributionConfig as DistributionConfig
  const folders = foldersByDomain(cloudlet)
  const apiHost = new URL(apiUrl).host
  const origins = new Map(
    config.Origins.map(({ Id, DomainName }) => {
      const folder = folders.get(DomainName)
      if (DomainName !== apiHost && folder === undefined)
        throw new Error(
          `origin ${DomainName} of ${distribution.id} is neither the HTTP API nor a bucket with a deployment`,
        )
      return [Id, folder] as const
    }),
  )
  const policies = new Map(
    cloudlet.of('AWS::CloudFront::ResponseHeadersPolicy').map(({ ref, properties }) => [ref, headersOf(properties)]),
  )
  const functions = new Map(
    cloudlet
      .of('AWS::CloudFront::Function')
      .map(({ attributes, properties }) => [attributes.FunctionARN!, String(properties.FunctionCode)]),
  )
  const behaviourOf = (one: BehaviourProperties): Behaviour => {
    const association = one.FunctionAssociations?.find(({ EventType }) => EventType === 'viewer-request')
    const code = association && functions.get(association.FunctionARN)
    return {
      matches: patternOf(one.PathPattern ?? '*'),
      folder: origins.get(one.TargetOriginId),
      headers: (one.ResponseHeadersPolicyId && policies.get(one.ResponseHeadersPolicyId)) || {},
      ...(code && { onRequest: rewriteOf(code) }),
    }
  }
  const behaviours = [...(config.CacheBehaviors ?? []), config.DefaultCacheBehavior].map(behaviourOf)
  return { behaviours, rootObject: config.DefaultRootObject ?? '' }
}

/** Regional domain of a bucket → folder of what a deployment puts there. */
function foldersByDomain(cloudlet: Cloudlet): Map<string, string> {
  const folders = new Map<string, string>()
  for (const { id, properties } of cloudlet.of('Custom::CDKBucketDeployment')) {
    const [key] = properties.SourceObjectKeys as string[]
    const folder = cloudlet.assets.get(key!)
    if (!folder) throw new Error(`the files of ${id} are not in the assembly: ${key}`)
    const bucket = cloudlet.of('AWS::S3::Bucket').find(({ ref }) => ref === properties.DestinationBucketName)
    if (!bucket) throw new Error(`${id} fills a bucket that the template does not hold`)
    folders.set(bucket.attributes.RegionalDomainName!, folder)
  }
  return folders
}

const patternOf = (pattern: string): RegExp =>
  new RegExp(
    `^/?${pattern
      .replace(/^\//, '')
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')}$`,
  )

interface HeadersPolicy {
  SecurityHeadersConfig?: {
    ContentSecurityPolicy?: { ContentSecurityPolicy: string }
    ContentTypeOptions?: object
    StrictTransportSecurity?: { AccessControlMaxAgeSec: number; IncludeSubdomains?: boolean }
  }
  CustomHeadersConfig?: { Items: { Header: string; Value: string }[] }
}

/** Strict-Transport-Security is left out: browsers heed it only where it comes by TLS. */
function headersOf(properties: Record<string, unknown>): Record<string, string> {
  const { SecurityHeadersConfig, CustomHeadersConfig } = properties.ResponseHeadersPolicyConfig as HeadersPolicy
  const { ContentSecurityPolicy, ContentTypeOptions } = SecurityHeadersConfig ?? {}
  return {
    ...(ContentSecurityPolicy && { 'content-security-policy': ContentSecurityPolicy.ContentSecurityPolicy }),
    ...(ContentTypeOptions && { 'x-content-type-options': 'nosniff' }),
    ...Object.fromEntries((CustomHeadersConfig?.Items ?? []).map(({ Header, Value }) => [Header.toLowerCase(), Value])),
  }
}

/** A CloudFront function, with nothing of Node in its reach. */
function rewriteOf(code: string): (uri: string) => string {
  const handler = runInNewContext(`${code}\nhandler`) as (event: { request: { uri: string } }) => { uri: unknown }
  return (uri) => String(handler({ request: { uri } }).uri)
}
