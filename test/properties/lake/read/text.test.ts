import { isUtf8 } from 'node:buffer'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { uploadBytes } from '../../../../shared/lake/read/bytes.ts'
import type { CsvShape } from '../../../../shared/lake/read/csv-listener.ts'
import { scanCsv } from '../../../../shared/lake/read/scan-csv.ts'
import { utf8Chunks } from '../../../../shared/lake/read/text.ts'

const golden = join(import.meta.dirname, '../../../golden')
const files = ['cases', 'ingest/cases'].flatMap((folder) =>
  readdirSync(join(golden, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.csv'))
    .map((path) => join(folder, path)),
)

/** All that a reader can know of a file that arrives cut at these places. */
async function seen(bytes: Buffer, cuts: readonly number[], shape: CsvShape = {}): Promise<unknown> {
  async function* upload() {
    let at = 0
    for (const cut of [...cuts, bytes.length]) {
      if (cut > at) yield bytes.subarray(at, cut)
      at = Math.max(at, cut)
    }
  }
  const rows: unknown[] = []
  const listener = {
    next: (number: number) => number,
    row: ({ number, line, problem, raw, cells }: Parameters<Parameters<typeof scanCsv>[2]['row']>[0]) =>
      rows.push([number, line, problem, raw(), cells()]),
  }
  try {
    return [await scanCsv(utf8Chunks(uploadBytes(upload)), shape, listener), rows]
  } catch (error) {
    return String(error)
  }
}

const everyByte = (bytes: Buffer) => Array.from(bytes, (_, i) => i)

describe('the same bytes in any cutting give the same answer', () => {
  test.each(files)('%s', async (file) => {
    const bytes = readFileSync(join(golden, file))
    for (const content of [bytes, gzipSync(bytes)]) {
      const whole = await seen(content, [])
      if (content.length < 50_000) expect(await seen(content, everyByte(content))).toEqual(whole)
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 0, max: content.length }), { maxLength: 20 }), async (cuts) => {
          expect(
            await seen(
              content,
              cuts.toSorted((a, b) => a - b),
            ),
          ).toEqual(whole)
        }),
        { numRuns: 5 },
      )
    }
  })

  test('files longer than what is looked at first, of rows that try a reader', async () => {
    const row = fc.constantFrom(
      ...['1,2,3', '"a","b","c"', '"a""b",2,3', '"two\nlines",2,3', '"x"y,2,3', 'q"x,2,3', ' "s" ,2,3', 'é,ü,😀'],
      ...['"é"ü,2,3', 'a,b', 'a,b,c,d', '', ',,', 'n\0,2,3', "'", '\t,2,3', '"5\\" x",2,3', '\x1a', '\f', '1,2,3,,'],
      // The currency sign stands for a byte that is no text.
      ...['x¤y,2,3', '"¤ and a text that is long enough to be cut twice",2,3', '¤', '1,2,¤'],
    )
    const ends = fc.constantFrom('\n', '\r\n', '\r')
    const part = fc.tuple(fc.array(row, { minLength: 1, maxLength: 30 }), ends)
    // Doubles would nearly all be close to 0.
    const cut = fc.integer({ min: 0, max: 1000 }).map((at) => at / 1000)
    await fc.assert(
      fc.asyncProperty(part, part, fc.array(cut, { minLength: 1, maxLength: 40 }), async (first, last, places) => {
        const texts = [first, last].map(([rows, end]) =>
          Buffer.from(
            Buffer.from(rows.join(end) + end)
              .toString('latin1')
              .replaceAll('\xc2\xa4', '\xff'),
            'latin1',
          ),
        )
        const filler = Buffer.from('filler filler filler,1,2\n'.repeat(3000))
        const bytes = Buffer.concat([Buffer.from('a,b,c\n'), texts[0]!, filler, texts[1]!])
        // Half of the cuts among the last rows, behind what is looked at first.
        const cuts = places.flatMap((at) => [at * bytes.length, bytes.length - at * texts[1]!.length])
        const sorted = cuts.map(Math.floor).sort((a, b) => a - b)
        expect(await seen(bytes, sorted)).toEqual(await seen(bytes, []))
        expect(await seenThroughScanner(bytes, sorted)).toEqual(await seenThroughScanner(bytes, []))
      }),
      { numRuns: 60, endOnFailure: true },
    )
  })
})

/** The scanner itself, given text in these pieces, cut inside letters, too: each is clean or not, as its own bytes are. */
async function seenThroughScanner(text: Buffer, cuts: readonly number[]): Promise<unknown> {
  async function* pieces() {
    let at = 0
    for (const cut of [...cuts, text.length]) {
      if (cut <= at) continue
      const bytes = text.subarray(at, cut)
      yield { bytes, encoding: 'UTF-8', clean: isUtf8(bytes) }
      at = cut
    }
  }
  const rows: unknown[] = []
  const facts = await scanCsv(
    pieces(),
    {},
    {
      next: (number) => number,
      row: ({ number, line, problem, cells }) => rows.push([number, line, problem, cells()]),
    },
  )
  return [facts, rows]
}
