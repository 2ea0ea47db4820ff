import { join } from 'node:path'
import { bundleFunctions, entryPoints } from './bundles.ts'
import { duckdbVersion, layerDigest, layerFolder, layOutDuckdb } from './duckdb-package.ts'
import { digestOf, ifChanged, root } from './if-changed.ts'
import { bundleWebsite } from './website-bundle.ts'

/** Everything that can change a bundle. Packages count by the lockfile: node_modules is what it says. */
const sources = [
  'functions/**/*',
  'shared/**/*',
  'docs/openapi.json',
  'package-lock.json',
  'tsconfig.json',
  'cdk/bundle*.ts',
  'cdk/functions.ts',
]

/** Everything that can change the dashboard's files. The sample shop is drawn in the browser. */
const websiteSources = ['web/**/*', 'cdk/compile-words.ts', 'demo/**/*', 'package-lock.json', 'cdk/website-bundle.ts']

/** Digest of the sources of all bundles: equal digests, equal bytes in dist. */
export const sourcesDigest = (): string => digestOf([...sources, ...websiteSources], duckdbVersion())

/** Makes dist/functions/<path>/index.js, dist/layer and dist/web. Does nothing when no input changed since the last time. */
export async function build(): Promise<void> {
  await ifChanged(join(root, 'dist', '.layer-digest'), layerDigest(), layOutDuckdb)
  await ifChanged(join(root, 'dist', '.digest'), digestOf(sources, duckdbVersion()), bundleFunctions)
  await ifChanged(join(root, 'dist', '.website-digest'), digestOf(websiteSources), bundleWebsite)
}

if (import.meta.main) {
  const start = performance.now()
  await build()
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(
    `${entryPoints().length} functions in dist/functions, DuckDB ${duckdbVersion()} in ${layerFolder} (${seconds} s)`,
  )
}
