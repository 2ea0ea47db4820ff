import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { bundleOptions } from '../../../cdk/bundles.ts'
import { lakeQueryPaths, peopleNoun } from '../../../cdk/functions.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

test('every bundle of the API is at most 1 MB (1.1 MB with DuckDB), and DuckDB is known to those alone that carry it', async () => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: globSync('functions/api/*/*.ts', { cwd: root }),
    outdir: 'unwritten',
    write: false,
    metafile: true,
    ...bundleOptions,
    logLevel: 'silent',
  })
  const sizes = Object.entries(metafile!.outputs).map(([file, { bytes }]) => ({ file, bytes }))
  const withDuckdb = Object.entries(metafile!.outputs)
    .filter(([, { imports }]) => imports.some(({ path }) => path.includes('duckdb')))
    .map(([file]) => file.replace(/^.*unwritten\//, 'api/').replace(/\.js$/, ''))
<<<<<<< HEAD
  expect(withDuckdb).toEqual(lakeQueryPaths)
  // DuckDB's own JavaScript is 150 KB.
  const most = (file: string) =>
    lakeQueryPaths.some((path) => file.endsWith(`${path.slice(4)}.js`)) ? 1_100_000 : 1_000_000
  expect(sizes.filter(({ file, bytes }) => bytes > most(file))).toEqual([])
=======
  expect(withDuckdb).toEqual([...lakeQueryPaths, `api/faraday/${peopleNoun}`])
>>>>>>> bb1c43e (People: search, profile, events and merges of one person)
})
