import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('every bundle of the API is at most 1 MB, and none knows DuckDB', async () => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: globSync('functions/api/*.ts', { cwd: root }),
    outdir: 'unwritten',
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    external: ['@duckdb/node-api'],
    logLevel: 'silent',
  })
  const sizes = Object.entries(metafile.outputs).map(([file, { bytes }]) => ({ file, bytes }))
  expect(sizes).toHaveLength(13)
  expect(sizes.filter(({ bytes }) => bytes > 1_000_000)).toEqual([])
  const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path))
  expect(imported.filter((path) => path.includes('duckdb'))).toEqual([])
})
