import { join } from 'node:path'
import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import cdkJson from '../cdk.json' with { type: 'json' }
import { build, sourcesDigest } from './build.ts'
import { DataStack } from './data-stack.ts'
import { digestOf, ifChanged, root } from './if-changed.ts'
import { ServiceStack } from './service-stack.ts'

export interface SynthOptions {
  /** Where the assembly is written; default cdk.out. */
  outdir?: string
  /** CDK context, over the one of cdk.json: `{ 'large-step-memory': 10240 }`. */
  context?: Record<string, unknown>
}

/** The whole app: two stacks and the rule pack that judges them. Needs the bundles. Writes nothing before `.synth()`. */
export function app({ outdir, context }: SynthOptions = {}): App {
  const moira = new App({
    outdir,
    analyticsReporting: false,
    treeMetadata: false,
    context: {
      ...cdkJson.context,
      // What the CLI sets too: where each function's bundle lies stands in the template, for the local cloud.
      'aws:cdk:enable-asset-metadata': true,
      'aws:cdk:enable-path-metadata': true,
      // Each construct would take a stack trace: half of the time, and no reader.
      'aws:cdk:disable-stack-trace': true,
      ...context,
    },
  })
  const data = new DataStack(moira, 'MoiraData', { terminationProtection: true })
  new ServiceStack(moira, 'MoiraService', { data })
  Validations.of(moira).addPlugins(new AwsSolutionsChecks(moira))
  return moira
}

/**
 * Builds what is stale and writes the cloud assembly, offline and in this process. Does nothing when neither a source
 * nor the context changed. Answers the assembly's folder.
 */
export async function synth({ outdir = join(root, 'cdk.out'), context = {} }: SynthOptions = {}): Promise<string> {
  await build()
  const given = JSON.stringify([sourcesDigest(), context, process.env.CDK_CONTEXT_JSON ?? ''])
  const digest = digestOf(['cdk/**/*.ts', 'cdk.json', 'package-lock.json'], given)
  await ifChanged(join(outdir, '.digest'), digest, () => {
    app({ outdir, context }).synth()
    if (process.exitCode) throw new Error('the template breaks a rule: the report above names it')
  })
  return outdir
}
