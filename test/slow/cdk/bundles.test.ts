import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { bundleOptions } from '../../../cdk/bundles.ts'
import { lakeQueryPaths, peopleNoun, previews } from '../../../cdk/functions.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

test('every bundle of the API is at most 1.2 MB (1.5 MB with DuckDB, 1.7 MB of people, 2.75 MB of previews), and DuckDB is known to those alone that carry it', async () => {
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
  const people = `api/faraday/${peopleNoun}`
  expect(withDuckdb.sort()).toEqual([...lakeQueryPaths, people].sort())
  // DuckDB's own JavaScript is 220 KB. Counts read states and postcodes as identity resolution does, with its phones. The function of people also recognises them (phones, given names), and asks both tables.
  // Previews read files as a build does: any encoding, any date. All have the parser of RE2's patterns, of 150 KB.
  const mostOf = new Map([
    ...lakeQueryPaths.map((path) => [path, 1_500_000] as const),
    [people, 1_700_000],
    [previews, 2_750_000],
  ])
  const most = (file: string) => [...mostOf].find(([path]) => file.endsWith(`${path.slice(4)}.js`))?.[1] ?? 1_200_000
  expect(sizes.filter(({ file, bytes }) => bytes > most(file))).toEqual([])
})
