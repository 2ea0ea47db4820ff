import { createReadStream, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compileKernel, moduleText } from '../../../../shared/kernels/rows/build.ts'
import { type Row, withDuck } from '../../../../shared/lake/duck.ts'
import { decodeUpload } from '../../../../shared/lake/read/decode-upload.ts'
import { inFolder, readParquet } from '../../../golden/ingest/try-ingest.ts'

test('the committed kernel is what its source compiles to', async () => {
  const committed = readFileSync('shared/kernels/rows/kernel-bytes.ts', 'utf8')
  expect(moduleText(await compileKernel()) === committed, 'run: node shared/kernels/rows/build.ts').toBe(true)
})

/** The output for each row with its column a, and for the values of its column b; every row is shown, or none. */
async function decoded(text: string, shown = false): Promise<{ rows: Row[]; values: Row[]; facts: object }> {
  return inFolder(async (folder) => {
    const upload = join(folder, 'upload')
    writeFileSync(upload, text)
    const { facts, rows, values } = await decodeUpload(() => createReadStream(upload), folder, {
      next: (number) => (shown ? number : Number.POSITIVE_INFINITY),
      see: () => {},
      layout: (names) => ({ cells: [names.indexOf('a')], values: [[names.indexOf('b')]], bound: 1 << 20 }),
    })
    return withDuck({ memoryMb: 512, threads: 1, tmp: folder }, async (db) => {
      return { facts, rows: await readParquet(db, rows), values: await readParquet(db, values[0]!) }
    })
  })
}
const hashes = (rows: Row[]) => rows.map(({ hash }) => hash)

test('rows that look nearly alike have hashes of their own', async () => {
  const cells = Array.from({ length: 60_000 }, (_, n) => [`${n % 300}`, `${Math.floor(n / 300)}`])
  // Neither which cell a text stands in nor where a cell ends may be lost.
  const rows = [
    ...cells,
    ...cells.map(([a, b]) => [`x${a}`, b]),
    ['12345678', '9'],
    ['1234567', '89'],
    ['', '123456789'],
  ]
  const { rows: written } = await decoded(`a,b\n${rows.map((row) => `${row.join(',')}\n`).join('')}`)
  expect(new Set(hashes(written)).size).toBe(rows.length)
})

test('equal cells have equal hashes, however they are quoted and whichever column comes first', async () => {
  const one = await decoded('a,b\nx,\n"x",""\n x,y\n" x","y"\n"x""y",z\n x"y,z\n')
  const other = await decoded('b,a\n,x\n,x\ny, x\ny, x\nz,"x""y"\nz," x""y"\n')
  const [first, again, spaced, spacedAgain] = hashes(one.rows)
  expect([again, spacedAgain]).toEqual([first, spaced])
  expect(spaced).not.toBe(first)
  expect(hashes(other.rows)).toEqual(hashes(one.rows))
})

test('a row is written the same whether the kernel takes it or it is looked at first', async () => {
  const odd = [
    '"p""q",1',
    'plain,2',
    '"a\r\nb","2"',
    ' "x" ,3',
    'y"z,3',
    'broken',
    '"open,4',
    ',',
    '  , \t',
    'é,\u00a0',
    'last,5,',
  ]
  const lines = Array.from({ length: 40_000 }, (_, n) =>
    n % 7 ? `cell ${n % 1000},${n % 501}` : odd[(n / 7) % odd.length],
  )
  for (const end of ['\n', '\r\n', '\r']) {
    const text = `a,b${end}${lines.join(end)}`
    const taken = await decoded(text)
    const shown = await decoded(text, true)
    expect(taken).toEqual(shown)
  }
})
