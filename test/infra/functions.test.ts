import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { entryPoints } from '../../cdk/bundles.ts'
import { functionPaths, lakeQueryPaths, logicalId, peopleNoun, subscribers } from '../../cdk/functions.ts'
import { root } from '../../cdk/if-changed.ts'
import { bundleOf, folderOf, functions, ofType, serviceTemplate } from './assembly.ts'

/** Functions of the API that read the lake's files. */
const lakeQueries = [...lakeQueryPaths, `api/faraday/${peopleNoun}`].map(logicalId)
const usesDuckdb = /require\("@duckdb\/node-bindings"\)/

test('the table of functions and the files agree', () => {
  expect(entryPoints().filter((path) => !functionPaths.includes(path))).toEqual([])
  expect(functions.map(([id]) => id).sort()).toEqual(functionPaths.map(logicalId).sort())
})

describe.each(functions)('%s', (id, { Properties, Metadata }) => {
  test('runs on Node 24, is traced, and keeps its log for a month', () => {
    // It is called for every request of every visitor: no trace, and no line of Lambda's for a call that went well.
    const isBusy = ['ApiSegmentIntake', 'ApiSegmentProfiles', 'EventsKeepEvents'].includes(id)
    const quiet = { LogFormat: 'JSON', SystemLogLevel: 'WARN' }
    expect(Properties.LoggingConfig).toMatchObject(isBusy ? quiet : {})
    expect(Properties.TracingConfig?.Mode).toBe(isBusy ? undefined : 'Active')
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Architectures: ['x86_64'],
    })
    const logs = serviceTemplate.Resources[Properties.LoggingConfig.LogGroup.Ref]!
    expect(logs.Properties.RetentionInDays).toBe(30)
  })

  test('has the layer exactly where its bundle needs it', () => {
    const bundle = bundleOf({ Type: '', Properties, Metadata })
    if (usesDuckdb.test(bundle)) expect(Properties.Layers).toHaveLength(1)
    if (!id.startsWith('Steps') && !lakeQueries.includes(id)) {
      expect(bundle).not.toMatch(usesDuckdb)
      expect(Properties.Layers).toBeUndefined()
    }
  })

  test('is small enough to start fast', () => {
    if (id.startsWith('Api'))
      expect(Buffer.byteLength(bundleOf({ Type: '', Properties, Metadata }))).toBeLessThan(
        // Previews read files as a build does: any encoding, any date.
        id === 'ApiPreviews' ? 2.5 * 2 ** 20 : lakeQueries.includes(id) ? 1.5 * 2 ** 20 : 2 ** 20,
      )
  })

  test('ends before its caller gives up', () => {
    const ofEvents = id === 'EventsKeepEvents' ? 59 : 300
    expect(Properties.Timeout).toBe(id.startsWith('Api') ? 29 : id.startsWith('Steps') ? 900 : ofEvents)
    // The most that a new AWS account may ask for: the first deployment must not fail.
    expect(Properties.MemorySize).toBeLessThanOrEqual(3008)
  })
})

test('every bundle loads in Lambda’s Node and exports its handler', () => {
  const program = `for (const [id, folder] of ${JSON.stringify(functions.map(([id, fn]) => [id, folderOf(fn)]))}) {
    if (typeof require(folder).handler !== 'function') throw new Error(id + ' exports no handler')
  }`
  execFileSync(process.execPath, ['-e', program], { env: { AWS_REGION: 'eu-central-1' } })
})

// The layer's binding is Lambda's, which other machines can't load.
test.runIf(process.platform === 'linux' && process.arch === 'x64')('the layer is all that DuckDB needs', () => {
  const opt = mkdtempSync(join(tmpdir(), 'moira-opt-'))
  try {
    symlinkSync(join(root, 'dist', 'layer', 'nodejs', 'node_modules'), join(opt, 'node_modules'))
    // Symbolic links kept as they are: from inside the repository DuckDB would find what the layer lacks.
    const options = { cwd: opt, encoding: 'utf8' as const, env: { NODE_PATH: join(opt, 'node_modules') } }
    const program = `const duckdb = require('@duckdb/node-bindings')
      duckdb.open(':memory:').then((db) => duckdb.connect(db)).then((connection) => duckdb.query(connection,
        'pivot (select 6 * 7 as answer) on answer')).then((result) => console.log(duckdb.column_name(result, 0)))`
    expect(execFileSync(process.execPath, ['--preserve-symlinks', '-e', program], options)).toBe('42\n')
  } finally {
    rmSync(opt, { recursive: true })
  }
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
