import { describe, expect, test } from 'vitest'
import { entryPoints } from '../../cdk/bundles.ts'
import { functionPaths, logicalId, subscribers } from '../../cdk/functions.ts'
import { bundleOf, functions, ofType, serviceTemplate } from './assembly.ts'

const usesDuckdb = /require\("@duckdb\/node-api"\)/

test('the table of functions and the files agree', () => {
  expect(entryPoints().filter((path) => !functionPaths.includes(path))).toEqual([])
  expect(functions.map(([id]) => id).sort()).toEqual(functionPaths.map(logicalId).sort())
})

describe.each(functions)('%s', (id, { Properties, Metadata }) => {
  test('runs on Node 24, is traced, and keeps its log for a month', () => {
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Architectures: ['x86_64'],
      TracingConfig: { Mode: 'Active' },
    })
    const logs = serviceTemplate.Resources[Properties.LoggingConfig.LogGroup.Ref]!
    expect(logs.Properties.RetentionInDays).toBe(30)
  })

  test('has the layer exactly where its bundle needs it', () => {
    const bundle = bundleOf({ Type: '', Properties, Metadata })
    if (usesDuckdb.test(bundle)) expect(Properties.Layers).toHaveLength(1)
    if (!id.startsWith('Steps')) {
      expect(bundle).not.toMatch(usesDuckdb)
      expect(Properties.Layers).toBeUndefined()
    }
  })

  test('is small enough to start fast', () => {
    if (id.startsWith('Api'))
      expect(Buffer.byteLength(bundleOf({ Type: '', Properties, Metadata }))).toBeLessThan(2 ** 20)
  })

  test('ends before its caller gives up', () => {
    expect(Properties.Timeout).toBe(id.startsWith('Api') ? 29 : id.startsWith('Steps') ? 900 : 300)
    // The most that a new AWS account may ask for: the first deployment must not fail.
    expect(Properties.MemorySize).toBeLessThanOrEqual(3008)
  })
})

test('what is invoked asynchronously has somewhere to leave an event that failed', () => {
  const withQueue = functions.filter(([, fn]) => fn.Properties.DeadLetterConfig).map(([id]) => id)
  expect(withQueue.sort()).toEqual(subscribers.map((name) => logicalId(`events/${name}`)).sort())
  for (const [, rule] of ofType(serviceTemplate, 'AWS::Events::Rule')) {
    for (const target of rule.Properties.Targets) expect(target.DeadLetterConfig).toBeDefined()
  }
})

test('every log group of the stack forgets after a month', () => {
  for (const [, group] of ofType(serviceTemplate, 'AWS::Logs::LogGroup'))
    expect(group.Properties.RetentionInDays).toBe(30)
})
