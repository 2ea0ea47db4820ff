import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstRows } from '../../../../shared/lake/read/first-rows.ts'

const opened = (content: string | Buffer, size = Number.POSITIVE_INFINITY) =>
  async function* () {
    const bytes = Buffer.from(content)
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
const read = (content: string | Buffer, size?: number) => firstRows(opened(content, size))

test.each([
  ['plain', 'a,b\n1,2\n', { delimiter: ',', skipped_lines: 0 }],
  ['quoted, with line ends inside', 'a,b\r\n1,"2"\r\n', { delimiter: ',' }],
  ['tabs', 'a\tb\n1\t2\n', { delimiter: '\t' }],
  ['a hint of Excel', 'sep=;\na;b\n1;2\n', { delimiter: ';', skipped_lines: 1 }],
  ['titles above the header', 'Orders of May\n\na,b\n1,2\n3,4\n', { skipped_lines: 2 }],
  ['delimiters at the end of each line', 'a,b,,\n1,2,,\n', { delimiter: ',' }],
  ['a mark', '\ufeffa,b\n1,2\n', { encoding: 'UTF-8' }],
  ['UTF-16', Buffer.from('\ufeffa;b\r\n1;2\r\n', 'utf16le'), { encoding: 'UTF-16LE', delimiter: ';' }],
  ['UTF-16 without a mark', Buffer.from('a;b\r\n1;2\r\n', 'utf16le'), { encoding: 'UTF-16LE' }],
  ['packed', gzipSync('a,b\n1,2\n'), { encoding: 'UTF-8' }],
])('the header and the first rows of a file: %s', async (_, content, facts) => {
  const found = await read(content)
  expect(found).toMatchObject({ columns: ['a', 'b'], ...facts })
  expect(found.rows[0]).toEqual(['1', '2'])
  expect(await read(content, 1)).toEqual(found)
})

test('letters of an older encoding are read as Western Europe writes them', async () => {
  const found = await read(Buffer.from('Stra\xdfe,Ort\nAm M\xfchlbach,K\xf6ln\n', 'latin1'))
  expect(found).toMatchObject({ encoding: 'windows-1252', columns: ['Straße', 'Ort'], rows: [['Am Mühlbach', 'Köln']] })
})

test('of a large file the first thousand rows, none of them cut off', async () => {
  const line = (i: number) => `${i},${'x'.repeat(5000)}`
  const { rows } = await read(`n,text\n${Array.from({ length: 500 }, (_, i) => line(i)).join('\n')}\n`)
  expect(rows.length).toBeGreaterThan(100)
  expect(rows.every(([, text]) => text!.length === 5000)).toBe(true)
  const many = await read(`n\n${Array.from({ length: 3000 }, (_, i) => i).join('\n')}\n`)
  expect(many.rows).toHaveLength(1000)
})

test('rows that end early have blanks; the same bytes in any pieces are the same rows', async () => {
  const cell = fc.stringMatching(/^[a-z0-9 "é]{0,6}$/)
  const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, size) => {
      const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
      const text = ['a,b,c', ...rows.map((row) => row.map(quoted).join(','))].join('\n')
      const found = await read(text, size)
      expect(found.columns).toEqual(['a', 'b', 'c'])
      const trimmed = rows.map((row) => row.map((one) => one.trim()))
      expect(found.rows).toEqual(trimmed.filter((row) => row.some(Boolean)))
    }),
    { numRuns: 100 },
  )
  expect((await read('a,b,c\n1\n')).rows).toEqual([['1', '', '']])
})

test('what is no table is refused by name', async () => {
  await expect(read(Buffer.from('504b030414000600', 'hex'))).rejects.toThrow('ZIP archive or an Excel workbook')
  await expect(read('')).rejects.toThrow('the file has no row')
})
