import { globSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build, sourcesDigest } from './build.ts'
import { digestOf, ifChanged, root } from './if-changed.ts'
import type { MoiraOptions } from './moira.ts'

const day = 24 * 60 * 60 * 1000

/** Bundles of earlier assemblies: kept for a day, because a local cloud may be running on them. */
function forgetOldAssets(outdir: string): void {
  const wanted = globSync('*.assets.json', { cwd: outdir }).map((file) => readFileSync(join(outdir, file), 'utf8'))
  for (const asset of globSync('asset.*', { cwd: outdir })) {
    const isOld = statSync(join(outdir, asset)).mtimeMs < Date.now() - day
    if (isOld && !wanted.some((text) => text.includes(asset))) rmSync(join(outdir, asset), { recursive: true })
  }
}

/**
 * Builds what is stale and writes the cloud assembly, offline and in this process. Does nothing when neither a source
 * nor the context changed. Answers the assembly's folder: `outdir`, or else cdk.out. Throws when a rule is broken; the
 * report printed before names the rule and the construct.
 */
export async function synth({ outdir = join(root, 'cdk.out'), context = {} }: MoiraOptions = {}): Promise<string> {
  await build()
  const given = JSON.stringify([sourcesDigest(), context, process.env.CDK_CONTEXT_JSON ?? ''])
  const digest = digestOf(['cdk/**/*.ts', 'cdk.json', 'package-lock.json'], given)
  await ifChanged(join(outdir, '.digest'), digest, async () => {
    // Only now: aws-cdk-lib takes most of a second to load, and mostly there is nothing to do.
    const { moira } = await import('./moira.ts')
    moira({ outdir, context }).app.synth()
    forgetOldAssets(outdir)
  })
  return outdir
}
