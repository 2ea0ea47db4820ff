import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'moira-compiled-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const bundle = join(folder, 'index.js')
const kept = join(folder, 'kept', 'function')

beforeEach(() => rmSync(kept, { force: true }))

/** Many functions, each compiled when it is called: `answer` tells which text it was compiled from. */
const code = (answer: string) =>
  Array.from(
    { length: 400 },
    (_, i) => `function f${i}(a) { let n = ${i}; for (const c of a) n += c.length; return n }`,
  )
    .concat(`exports.some = () => f0(['${answer}'])`)
    .concat(
      `exports.all = () => { let n = 0; ${Array.from({ length: 400 }, (_, i) => `n += f${i}(['x']);`).join('')} }`,
    )
    .concat(
      `exports.answer = () => '${answer}' + typeof require('node:fs').existsSync + __filename.endsWith('index.js')`,
    )
    .join('\n')

/** An environment's life: loads the bundle, calls one of its functions, keeps what was compiled. Gives the answer. */
function live(call: 'some' | 'all' | 'answer'): string {
  const program = `
    const keep = require(${JSON.stringify(join(import.meta.dirname, '../../../../local/functions/compiled.cjs'))}).compileFrom(${JSON.stringify(kept)})
    const said = require(${JSON.stringify(bundle)}).${call}()
    keep()
    process.stdout.write(String(said))`
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}')
  return execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' })
}

test('what is called is kept, and kept anew when more of it was called', () => {
  writeFileSync(bundle, code('old'))
  live('some')
  const first = statSync(kept)
  live('some')
  expect(statSync(kept).mtimeMs).toBe(first.mtimeMs)
  live('all')
  expect(statSync(kept).size).toBeGreaterThan(first.size * 1.5)
})

test('a bundle of the same length is another bundle', () => {
  writeFileSync(bundle, code('old'))
  expect(live('answer')).toBe('oldfunctiontrue')
  // V8 itself only compares the lengths of the texts.
  writeFileSync(bundle, code('new'))
  expect(live('answer')).toBe('newfunctiontrue')
})

test('what V8 refuses is compiled, and replaced', () => {
  writeFileSync(bundle, code('old'))
  live('answer')
  const whole = readFileSync(kept)
  writeFileSync(kept, whole.subarray(0, whole.length / 2))
  expect(live('answer')).toBe('oldfunctiontrue')
  expect(statSync(kept).size).toBeGreaterThan(whole.length * 0.9)
  writeFileSync(kept, 'x')
  expect(live('answer')).toBe('oldfunctiontrue')
})
