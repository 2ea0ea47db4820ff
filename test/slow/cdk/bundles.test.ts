import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { bundleOptions } from '../../../cdk/bundles.ts'
import { lakeQueryPaths, peopleNoun, previews } from '../../../cdk/functions.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

test('every bundle of the API is at most 1 MB (1.3 MB with DuckDB, 1.5 MB of people, 2.6 MB of previews, 1.05 MB with patterns), and DuckDB is known to those alone that carry it', async () => {
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
  // Previews read files as a build does: any encoding, any date.
  const mostOf = new Map([
    ...lakeQueryPaths.map((path) => [path, 1_300_000] as const),
    [people, 1_500_000],
    [previews, 2_600_000],
    // They refuse patterns that are not RE2, with a parser of 150 KB.
    ['api/faraday/cohorts', 1_050_000],
    ['api/faraday/targets', 1_050_000],
  ])
  const most = (file: string) => [...mostOf].find(([path]) => file.endsWith(`${path.slice(4)}.js`))?.[1] ?? 1_000_000
  expect(sizes.filter(({ file, bytes }) => bytes > most(file))).toEqual([])
})
