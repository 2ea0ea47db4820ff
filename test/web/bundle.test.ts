import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Metafile } from 'esbuild'
import { expect, test } from 'vitest'
import { build } from '../../cdk/build.ts'
import { root } from '../../cdk/if-changed.ts'
import { entryOf } from '../../cdk/website-bundle.ts'

await build()
const metafile = JSON.parse(readFileSync(join(root, 'dist', 'website-metafile.json'), 'utf8')) as Metafile
const { outputs, inputs } = metafile

const packed = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(root, file)), { level: 9 }).length, 0)

/** A script and those that it imports at once. */
function loadedBy(entry: string): Set<string> {
  const files = new Set([entry])
  for (const file of files) {
    for (const { path, kind } of outputs[file]!.imports) if (kind === 'import-statement') files.add(path)
  }
  return files
}

test('the first page loads at most 45 KB of scripts and 10 KB of styles', () => {
  const entry = entryOf(metafile)
  expect(packed(loadedBy(entry))).toBeLessThanOrEqual(45 * 1024)
  expect(packed([outputs[entry]!.cssBundle!])).toBeLessThanOrEqual(10 * 1024)
})

test('all scripts together are at most 250 KB', () => {
  expect(packed(Object.keys(outputs).filter((file) => file.endsWith('.js')))).toBeLessThanOrEqual(250 * 1024)
})

test('of the rest of the repository, the browser gets the sample shop and nothing else', () => {
  const strangers = Object.keys(inputs).filter(
    (file) => !/^(web|node_modules|demo\/sample)\/|^demo\/tutorial\.ts$/.test(file),
  )
  expect(strangers).toEqual([])
})

test('no file of the dashboard makes HTML from text', () => {
  for (const file of Object.keys(inputs).filter((one) => one.startsWith('web/'))) {
    expect(readFileSync(join(root, file), 'utf8'), file).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write/,
    )
  }
})
