import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Cloudlet, Resource } from '../template/load.ts'

/**
 * More environments of one function than cores only wait for each other; two keep a slow call from blocking a quick one.
 * The consumer of a queue mostly waits for the table: more of it empty the queue sooner.
 */
const ENVIRONMENTS = 2
export const CONSUMER_ENVIRONMENTS = 4

/** The facts that the host needs to run one AWS::Lambda::Function. */
export interface FunctionSpec {
  name: string
  arn: string
  /** Folder of the bundle. */
  bundle: string
  /** `index.handler` */
  handler: string
  environment: Record<string, string>
  /** Megabytes. */
  memory: number
  /** Seconds. */
  timeout: number
  /** How often an asynchronous call is tried again, and the ARN of the queue for what fails for good. */
  retries: number
  deadLetter: string | undefined
  /** How many calls may run at the same time. */
  environments: number
}

const PROJECT_MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url))

/**
 * Reads the template's functions.
 * @param everywhere environment variables of the runtime: region, credentials, endpoints
 * @param inline folder for code that the template holds itself
 */
export function readFunctions(cloudlet: Cloudlet, everywhere: Record<string, string>, inline: string): FunctionSpec[] {
  const layers = new Map(cloudlet.of('AWS::Lambda::LayerVersion').map((layer) => [layer.ref, layer]))
  const asynchronous = new Map(
    cloudlet
      .of('AWS::Lambda::EventInvokeConfig')
      .map(({ properties }) => [properties.FunctionName as string, properties as AsyncConfig]),
  )
  const consumers = new Set(
    cloudlet.of('AWS::Lambda::EventSourceMapping').map(({ properties }) => String(properties.FunctionName)),
  )
  // The function that copies a deployment's files runs on Python: here the files are read where they lie.
  const copying = new Set(cloudlet.of('Custom::CDKBucketDeployment').map(({ properties }) => properties.ServiceToken))
  const functions = cloudlet.of('AWS::Lambda::Function').filter(({ attributes }) => !copying.has(attributes.Arn))
  return functions.map((resource) => {
    const { properties, ref, attributes } = resource
    const p = properties as unknown as FunctionProperties
    const folders = (p.Layers ?? []).map((layer) => {
      const found = layers.get(layer)
      if (!found) throw new Error(`function ${ref} uses a layer that the template does not hold: ${layer}`)
      return join(
        codeFolder(found, (found.properties as { Content: Code }).Content, cloudlet, inline),
        'nodejs',
        'node_modules',
      )
    })
    // A layer built for the cloud's processor may lack this machine's: then the project's own packages serve.
    const NODE_PATH = [...folders, PROJECT_MODULES].join(':')
    const invoke = asynchronous.get(ref)
    return {
      name: ref,
      arn: attributes.Arn!,
      bundle: codeFolder(resource, p.Code, cloudlet, inline),
      handler: p.Handler ?? 'index.handler',
      memory: Number(p.MemorySize ?? 128),
      timeout: Number(p.Timeout ?? 3),
      retries: invoke?.MaximumRetryAttempts ?? 2,
      deadLetter: invoke?.DestinationConfig?.OnFailure?.Destination ?? p.DeadLetterConfig?.TargetArn,
      environments: consumers.has(ref) || consumers.has(attributes.Arn!) ? CONSUMER_ENVIRONMENTS : ENVIRONMENTS,
      environment: {
        ...everywhere,
        // In Lambda, too, each function signs with another token: so a count of requests knows the function of each.
        AWS_SESSION_TOKEN: ref,
        ...p.Environment?.Variables,
        NODE_PATH,
        PATH: process.env.PATH ?? '',
        TZ: ':UTC',
        LANG: 'en_US.UTF-8',
        LAMBDA_TASK_ROOT: '/var/task',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        AWS_LAMBDA_FUNCTION_NAME: ref,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(p.MemorySize ?? 128),
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${ref}`,
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      },
    }
  })
}

interface AsyncConfig {
  MaximumRetryAttempts?: number
  DestinationConfig?: { OnFailure?: { Destination: string } }
}

interface Code {
  S3Key?: string
  ZipFile?: string
}

interface FunctionProperties {
  Code: Code
  Handler?: string
  MemorySize?: number
  Timeout?: number
  Layers?: string[]
  Environment?: { Variables?: Record<string, string> }
  DeadLetterConfig?: { TargetArn: string }
}

function codeFolder(resource: Resource, code: Code, cloudlet: Cloudlet, inline: string): string {
  if (code.ZipFile !== undefined) {
    const folder = join(inline, resource.ref)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'index.js'), code.ZipFile)
    return folder
  }
  const path = code.S3Key && cloudlet.assets.get(code.S3Key)
  if (!path || !existsSync(path)) throw new Error(`the code of ${resource.id} is not in the assembly: ${code.S3Key}`)
  return path
}
