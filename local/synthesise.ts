import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Builds and synthesises what is stale, in a separate process: the CDK would keep 300 MB of this one. */
export function synthesise(): string {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const assembly = join(root, 'cdk.out')
  const env = { ...process.env, CDK_OUTDIR: assembly }
  const { status } = spawnSync(process.execPath, ['cdk/app.ts'], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) throw new Error('synthesis failed: the message above says why (npm run synth repeats it)')
  return assembly
}
