import { REGION } from '../place.ts'
import { readAssembly, type Stack } from './assembly.ts'
import { type Addresses, type Identity, identify } from './identify.ts'
import { condition, resolve, type Scope } from './resolve.ts'
import { livesLocally } from './types.ts'

export interface Resource extends Identity {
  type: string
  stack: string
  id: string
  properties: Record<string, unknown>
}

export interface Cloudlet {
  /** The living resources of one type, in written order, every intrinsic function resolved. */
  of(type: string): Resource[]
  outputs: Record<string, string>
  /** Logical id → physical id, of every resource. */
  physical: Record<string, string>
  assets: Map<string, string>
}

/**
 * Reads all stacks of an assembly as one.
 * @param parameters overrides, by parameter name, for every stack that has it
 */
export function loadTemplate(folder: string, parameters: Record<string, string>, addresses: Addresses): Cloudlet {
  const { stacks, assets } = readAssembly(folder)
  const scopes = stacks.map((stack) => scopeOf(stack, parameters, addresses, (name) => imported(name)))
  const holds = (name: string | undefined, scope: Scope) => name === undefined || condition(name, scope)

  const imported = (name: string): unknown => {
    for (const scope of scopes) {
      for (const output of Object.values(scope.stack.template.Outputs ?? {})) {
        if (output.Export && resolve(output.Export.Name, scope) === name) return resolve(output.Value, scope)
      }
    }
    throw new Error(`no stack exports "${name}"`)
  }

  const resources: Resource[] = []
  const physical: Record<string, string> = {}
  const outputs: Record<string, string> = {}
  for (const scope of scopes) {
    const { name, template } = scope.stack
    for (const [id, { Type, Condition, Properties = {} }] of Object.entries(template.Resources ?? {})) {
      if (!holds(Condition, scope)) continue
      const identity = scope.identity(id)
      physical[id] = identity.ref
      if (!livesLocally(Type, `${name}.${id}`)) continue
      const properties = withLocalAddress(resolve(Properties, scope), scopes, addresses) as Record<string, unknown>
      resources.push({ ...identity, type: Type, stack: name, id, properties })
    }
    for (const [id, output] of Object.entries(template.Outputs ?? {})) {
      if (holds(output.Condition, scope))
        outputs[id] = String(withLocalAddress(resolve(output.Value, scope), scopes, addresses))
    }
  }
  return { of: (type) => resources.filter((resource) => resource.type === type), outputs, physical, assets }
}

function scopeOf(
  stack: Stack,
  parameters: Record<string, string>,
  addresses: Addresses,
  imported: Scope['imported'],
): Scope {
  const identities = new Map<string, Identity>()
  const scope: Scope = {
    stack,
    parameters,
    imported,
    identity(id) {
      const known = identities.get(id)
      if (known) return known
      const resource = stack.template.Resources?.[id]
      if (!resource) throw new Error(`stack ${stack.name} has nothing named "${id}"`)
      const name = (property: string) => {
        const given = resource.Properties?.[property]
        return given === undefined ? undefined : String(resolve(given, scope))
      }
      const identity = identify(resource.Type, { stack: stack.name, id, name, addresses })
      identities.set(id, identity)
      return identity
    },
  }
  return scope
}

/**
 * CDK joins an API's address from its id and region, and those of a distribution and a bucket from their domains; on this machine they
 * are others: the API and the distribution have the same one, and all buckets one.
 */
function withLocalAddress(value: unknown, scopes: Scope[], { api: apiUrl, s3 }: Addresses): unknown {
  const text = JSON.stringify(value)
  if (!text || !/\.execute-api\.|\.cloudfront\.net|https:\/\/[^"]*\.s3\./.test(text)) return value
  let replaced = text
  for (const scope of scopes) {
    for (const [id, { Type }] of Object.entries(scope.stack.template.Resources ?? {})) {
      if (Type === 'AWS::CloudFront::Distribution')
        replaced = replaced.replaceAll(`https://${scope.identity(id).attributes.DomainName}`, apiUrl)
      if (Type === 'AWS::S3::Bucket')
        replaced = replaced.replaceAll(`https://${scope.identity(id).attributes.RegionalDomainName}`, s3)
      if (Type !== 'AWS::ApiGatewayV2::Api') continue
      replaced = replaced.replaceAll(`https://${scope.identity(id).ref}.execute-api.${REGION}.amazonaws.com`, apiUrl)
    }
  }
  return JSON.parse(replaced)
}
