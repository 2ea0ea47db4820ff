import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Metafile } from 'esbuild'
import { expect, test } from 'vitest'
import { build } from '../../cdk/build.ts'
import { root } from '../../cdk/if-changed.ts'
import { entryOf } from '../../cdk/website-bundle.ts'
import { loadedAtOnce, pagesOf, wordsOf } from '../../cdk/website-parts.ts'

await build()
const metafile = JSON.parse(readFileSync(join(root, 'dist', 'website-metafile.json'), 'utf8')) as Metafile
const { outputs, inputs } = metafile

const packed = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(root, file)), { level: 9 }).length, 0)

const languages = ['en', 'de'] as const
const entry = entryOf(metafile)
/** Scripts that come with any page: the shell, and its sentences in one language. */
const shell = (language: string) => [...loadedAtOnce(metafile, entry), wordsOf(metafile, language).get('common')!]

test('the first page loads at most 45 KB of scripts and 10 KB of styles', () => {
  const list = pagesOf(metafile).find((file) => outputs[file]!.entryPoint === 'web/pages/persona-sets.tsx')!
  for (const language of languages) {
    const words = wordsOf(metafile, language).get('persona-sets')!
    const first = new Set([...shell(language), ...loadedAtOnce(metafile, list), words])
    expect(packed(first), language).toBeLessThanOrEqual(45 * 1024)
  }
  expect(packed([outputs[entry]!.cssBundle!])).toBeLessThanOrEqual(10 * 1024)
})

test.each(pagesOf(metafile))('%s: a page is at most 160 KB, with all sentences of a language', (page) => {
  const files = new Set([...shell('de'), ...loadedAtOnce(metafile, page), ...wordsOf(metafile, 'de').values()])
  expect(packed(files)).toBeLessThanOrEqual(160 * 1024)
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
