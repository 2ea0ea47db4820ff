import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { expect, test } from 'vitest'
import { moira } from '../../cdk/moira.ts'
import { synth } from '../../cdk/synth.ts'

// That the stacks themselves are clean is said by every other test here: none of them gets a template otherwise.
test('a finding that nobody acknowledged stops the synthesis', async () => {
  await synth()
  const outdir = mkdtempSync(join(tmpdir(), 'moira-rules-'))
  try {
    const { app, service } = moira({ outdir })
    new Queue(service, 'Careless', { enforceSSL: false })
    expect(() => app.synth()).toThrow(/MoiraService\/Careless[\s\S]*AwsSolutions-SQS4/)
  } finally {
    rmSync(outdir, { recursive: true })
  }
})
