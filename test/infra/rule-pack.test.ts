import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { expect, test } from 'vitest'
import { moira } from '../../cdk/moira.ts'
import { type CfnTemplate, dataTemplate, serviceTemplate } from './assembly.ts'

const acknowledged = ({ Resources }: CfnTemplate): { id: string; reason: string }[] =>
  Object.values(Resources).flatMap((resource) => resource.Metadata?.cdk_nag?.rules_to_suppress ?? [])

test('what is acknowledged is a short list, every entry with its reason', () => {
  const entries = [...acknowledged(dataTemplate), ...acknowledged(serviceTemplate)]
  const rules = entries.map(({ id }) => id.replace(/\[.*$/, ''))
  expect([...new Set(rules)].sort()).toEqual([
    'AwsSolutions-APIG4',
    ...['CFR1', 'CFR2', 'CFR3', 'CFR4'].map((rule) => `AwsSolutions-${rule}`),
    'AwsSolutions-DDB3',
    // Of the function that CDK brings to copy the dashboard's files.
    'AwsSolutions-IAM4',
    'AwsSolutions-IAM5',
    'AwsSolutions-L1',
    'AwsSolutions-S1',
    'AwsSolutions-SQS3',
  ])
  // A wildcard is acknowledged one by one, never a rule as a whole.
  for (const { id, reason } of entries) {
    if (id.startsWith('AwsSolutions-IAM5')) expect(id).toMatch(/\[(Resource::.+|Action::s3:\w+\*)\]$/)
    expect(reason.length, id).toBeGreaterThan(20)
  }
})

// That the stacks themselves are clean is said by every other test here: none of them gets a template otherwise.
test('a finding that nobody acknowledged stops the synthesis', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'moira-rules-'))
  try {
    const { app, service } = moira({ outdir })
    new Queue(service, 'Careless', { enforceSSL: false })
    expect(() => app.synth()).toThrow(/MoiraService\/Careless[\s\S]*AwsSolutions-SQS4/)
  } finally {
    rmSync(outdir, { recursive: true })
  }
})
