import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'

/** The rules of test/README.md that a computer can check. */
const files = globSync('test/**/*.test.ts').map((path) => ({ path, text: readFileSync(path, 'utf8') }))
const pathsWhere = (wrong: (one: { path: string; text: string }) => boolean) =>
  files.filter(wrong).map(({ path }) => path)

test('tests of one part start neither DynamoDB nor the local cloud', () => {
  const starts = /support\/(dynamodb|service|cloud)\.ts|machines\/fixture\/start\.ts|local\/cloud\.ts/
  expect(pathsWhere(({ path, text }) => /^test\/(unit|slow|properties)\//.test(path) && starts.test(text))).toEqual([])
})

test('a test lies in the folder of what it tests', () => {
  const folderOf = (path: string) => dirname(path).replace(/^test\/\w+\/?/, '')
  const known = (folder: string) => existsSync(`shared/${folder}`) || existsSync(folder)
  const mirrored = /^test\/(unit|slow|properties)\/.*\//
  expect(pathsWhere(({ path }) => mirrored.test(path) && !known(folderOf(path)))).toEqual([])
})

test('no test has a deadline that TEST_PATIENCE does not scale', () => {
  const deadline =
    /\btimeout: [\d_]+, interval|, \{\s*timeout: [\d_]+,?\s*\}|^\s*\},? ?[\d_]{4,}\)|\b(test|hook)Timeout\b|\bwaitFor\(/m
  expect(pathsWhere(({ path, text }) => !path.endsWith('test-files.test.ts') && deadline.test(text))).toEqual([])
})
