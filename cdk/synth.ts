import { join } from 'node:path'
import { build, sourcesDigest } from './build.ts'
import { digestOf, ifChanged, root } from './if-changed.ts'
import type { MoiraOptions } from './moira.ts'

/**
 * Builds what is stale and writes the cloud assembly, offline and in this process. Does nothing when neither a source
 * nor the context changed. Answers the assembly's folder, cdk.out unless told. Throws when a rule is broken; the report
 * printed before names the rule and the construct.
 */
export async function synth({ outdir = join(root, 'cdk.out'), context = {} }: MoiraOptions = {}): Promise<string> {
  await build()
  const given = JSON.stringify([sourcesDigest(), context, process.env.CDK_CONTEXT_JSON ?? ''])
  const digest = digestOf(['cdk/**/*.ts', 'cdk.json', 'package-lock.json'], given)
  await ifChanged(join(outdir, '.digest'), digest, async () => {
    // Only now: aws-cdk-lib takes most of a second to load, and mostly there is nothing to do.
    const { moira } = await import('./moira.ts')
    moira({ outdir, context }).app.synth()
  })
  return outdir
}
