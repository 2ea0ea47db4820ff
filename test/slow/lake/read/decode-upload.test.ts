import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { uploadBytes } from '../../../../shared/lake/read/bytes.ts'
import { columnNames } from '../../../../shared/lake/read/header.ts'
import { tryClean, tryDecode } from '../../../golden/ingest/try-ingest.ts'

const table = 'name,city\nLuís,São Paulo\n"Köhler, L.",Łódź\n'
const rows = [
  ['Luís', 'São Paulo'],
  ['Köhler, L.', 'Łódź'],
]
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()
// `printf 'a,b\n1,2\n' | bzip2`
const bz2 = Buffer.from('QlpoOTFBWSZTWb+HQH8AAANZAAAQAAQwADAAIAAwwAhpsogjJ4u5IpwoSF/DoD+A', 'base64')

/** The chunks that an upload is read in which comes in these pieces, and then perhaps no further. */
async function unpacked(pieces: Buffer[], lost?: Error): Promise<string[]> {
  async function* upload() {
    yield* pieces
    if (lost) throw lost
  }
  const chunks: string[] = []
  for await (const chunk of uploadBytes(upload)) chunks.push(chunk.toString('latin1'))
  return chunks
}

describe('encodings', () => {
  test.each([
    ['UTF-8', Buffer.from(table), 'UTF-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${table}`), 'UTF-8'],
    ['UTF-16LE with a mark', Buffer.from(`\ufeff${table}`, 'utf16le'), 'UTF-16LE'],
    ['UTF-16BE with a mark', utf16be(`\ufeff${table}`), 'UTF-16BE'],
    ['UTF-16LE without a mark', Buffer.from(table, 'utf16le'), 'UTF-16LE'],
    ['UTF-16BE without a mark', utf16be(table), 'UTF-16BE'],
  ])('%s', async (_, bytes, encoding) => {
    const decoded = await tryDecode(bytes)
    expect(decoded.facts.encoding).toBe(encoding)
    expect(decoded.facts.columns).toEqual(['name', 'city'])
    expect(decoded.rows).toEqual(rows)
  })

  test('Latin-1, and what windows-1252 adds to it', async () => {
    const bytes = Buffer.from('name,price\nJos\xe9,5 \x80\nZo\xeb,\x93six\x94\n', 'latin1')
    const { rows, facts } = await tryDecode(bytes)
    expect(facts.encoding).toBe('windows-1252')
    expect(rows).toEqual([
      ['José', '5 €'],
      ['Zoë', '“six”'],
    ])
    expect(await tryClean(bytes)).toBe('José,5 €\nZoë,“six”\n')
  })

  test('the first letter that is not ASCII may come late, and a character may lie across two chunks', async () => {
    const filler = `${'x'.repeat(99)}\n`.repeat(21_000)
    const late = await tryDecode(`a\n${filler}é\n`)
    expect(late.rows.at(-1)).toEqual(['é'])
    for (const shift of ['', '1', '12', '123']) {
      const many = await tryDecode(`a${shift}\n${'日本語テキスト€😀\n'.repeat(60_000)}`)
      expect(many.facts).toMatchObject({ encoding: 'UTF-8', rows: 60_000, unreadable: [] })
      expect(new Set(many.rows.map(([cell]) => cell))).toEqual(new Set(['日本語テキスト€😀']))
      const wide = await tryDecode(Buffer.from(`\ufeffa${shift}\n${'日本語テキスト€😀\n'.repeat(60_000)}`, 'utf16le'))
      expect(new Set(wide.rows.map(([cell]) => cell))).toEqual(new Set(['日本語テキスト€😀']))
    }
  })

  test('a byte that is not UTF-8 costs its cell only, once the file has shown itself to be UTF-8', async () => {
    const bytes = Buffer.concat([
      Buffer.from('a,b\né,1\n'),
      Buffer.from([0xe9, 0x2c, 0x32, 0x0a]),
      Buffer.from('ü,3\n'),
    ])
    const { facts, rows } = await tryDecode(bytes)
    expect(facts).toMatchObject({ rows: 3, unreadable: [], untextual: 1 })
    expect(rows).toEqual([
      ['é', '1'],
      ['', '2'],
      ['ü', '3'],
    ])
    expect(await tryClean(bytes)).toBe('é,1\n,2\nü,3\n')
  })
})

describe('packings, told by the first bytes', () => {
  test('gz', async () => {
    expect((await tryDecode(gzipSync(table))).rows).toEqual(rows)
  })
  test('bz2, also concatenated', async () => {
    expect((await tryDecode(bz2)).rows).toEqual([['1', '2']])
    expect((await tryDecode(Buffer.concat([bz2, bz2]))).rows).toEqual([
      ['1', '2'],
      ['a', 'b'],
      ['1', '2'],
    ])
  })
  test('however many pieces they come in', async () => {
    for (const bytes of [Buffer.from(table), gzipSync(table), bz2]) {
      const whole = await unpacked([bytes])
      for (const size of [1, 3, 7]) {
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        )
        expect(await unpacked(pieces)).toEqual(whole)
      }
    }
    const long = Buffer.from(table.repeat(20_000))
    expect(await unpacked([long.subarray(0, 99), long.subarray(99)])).toEqual(await unpacked([long]))
  })
  test('what does not arrive is no damaged archive', async () => {
    const half = gzipSync(table.repeat(1000)).subarray(0, 60)
    await expect(unpacked([half], new Error('connection lost'))).rejects.toThrow(/^connection lost$/)
  })
  test('a damaged archive is refused', async () => {
    await expect(tryDecode(gzipSync(table.repeat(1000)).subarray(0, 60))).rejects.toThrow(/^the gz archive is damaged/)
    await expect(tryDecode(bz2.subarray(0, 40))).rejects.toThrow(/^the bz2 archive is damaged/)
    const flipped = Buffer.from(bz2)
    flipped[30]! ^= 0xff
    await expect(tryDecode(flipped)).rejects.toThrow(/^the bz2 archive is damaged/)
  })
  test('an archive of an archive, a workbook, a picture, noise', async () => {
    await expect(tryDecode(gzipSync(gzipSync(table)))).rejects.toThrow('it is a gz archive inside an archive')
    await expect(tryDecode(Buffer.from('PK\u0003\u0004rest of a workbook'))).rejects.toThrow('an Excel workbook')
    await expect(tryDecode(Buffer.from('89504e470d0a1a0a', 'hex'))).rejects.toThrow('a PNG picture')
    const noise = Buffer.from(Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919 + ((i * i) >> 3)) & 255))
    await expect(tryDecode(noise)).rejects.toThrow('it looks binary')
  })
})

describe('delimiters and line ends', () => {
  test.each([',', ';', '|', '\t'])('%j is detected', async (delimiter) => {
    const text = [`a${delimiter}b b${delimiter}c`, `1${delimiter}"x${delimiter}, ; | y"${delimiter}3`].join('\n')
    const decoded = await tryDecode(text)
    expect(decoded.facts).toMatchObject({ delimiter, columns: ['a', 'b b', 'c'] })
    expect(decoded.rows).toEqual([['1', `x${delimiter}, ; | y`, '3']])
  })
  test('decimal commas do not win over semicolons', async () => {
    expect((await tryDecode('price;name\n1,50;x\n2,75;y\n')).facts.delimiter).toBe(';')
  })
  test("a configured delimiter, its spellings, and Excel's hint", async () => {
    expect((await tryDecode('a~b\n1~2\n', { delimiter: '~' })).rows).toEqual([['1', '2']])
    expect((await tryDecode('a\tb\n1\t2\n', { delimiter: '\\t' })).rows).toEqual([['1', '2']])
    expect((await tryDecode('sep=;\r\na;b\r\n1;2\r\n')).rows).toEqual([['1', '2']])
    await expect(tryDecode('a\n', { delimiter: '||' })).rejects.toThrow('delimiter must be one character')
  })
  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('%s, with and without one at the end', async (_, end) => {
    for (const last of ['', end]) {
      const { rows } = await tryDecode(`a,b${end}1,2${end}"x${end}y",4${last}`)
      expect(rows).toEqual([
        ['1', '2'],
        [`x${end}y`, '4'],
      ])
    }
  })
  test('mixed line ends become one kind', async () => {
    expect(await tryClean('a,b\n1,2\r\n3,4\r5,6\n')).toBe('1,2\n3,4\n5,6\n')
    expect(await tryClean('a,b\r\n1,2\n3,4\r\n5,6')).toBe('1,2\n3,4\n5,6\n')
  })
})

describe('headers', () => {
  test('trimmed, made unique, named when empty', () => {
    expect(columnNames([' email ', '', 'email', 'a', 'a_2', 'a', ''])).toEqual([
      'email',
      'column_2',
      'email_2',
      'a',
      'a_2',
      'a_3',
      'column_7',
    ])
  })
  test('given in the configuration; a file that repeats it loses that line', async () => {
    const shape = { header_row: 'x, y' }
    expect(await tryDecode('1,2\n3,4\n', shape)).toMatchObject({ facts: { columns: ['x', 'y'], rows: 2 } })
    expect(await tryDecode('x,y\n3,4\n', shape)).toMatchObject({ facts: { rows: 1 }, rows: [['3', '4']] })
  })
  test('a header alone is a table of no rows; nothing at all is no table', async () => {
    expect((await tryDecode('a,b,c')).facts).toMatchObject({ rows: 0, columns: ['a', 'b', 'c'] })
    await expect(tryDecode('')).rejects.toThrow('the file is empty')
    await expect(tryDecode('\ufeff\n\n  \n')).rejects.toThrow('the file is empty')
  })
})

describe('rows', () => {
  test('quotes as RFC 4180 has them, and as real files have them', async () => {
    const text = 'a,b\n"x ""y""",1\n5\'11",2\n 3" pipe , 3 \n4, "a, b" \n"",5\n'
    expect((await tryDecode(text)).rows).toEqual([
      ['x "y"', '1'],
      ['5\'11"', '2'],
      [' 3" pipe ', ' 3 '],
      ['4', 'a, b'],
      ['', '5'],
    ])
  })
  test('blank lines are no rows; a delimiter at the end of each line is no column', async () => {
    const text = 'a,b\n\n1,2,\n  \n3,4,\n\n'
    const { rows, facts } = await tryDecode(text)
    expect(rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ])
    expect(facts.rows).toBe(2)
    expect(await tryClean(text)).toBe('1,2\n3,4\n')
  })
  test('a broken row costs one line, whatever it opens', async () => {
    const { facts, rows } = await tryDecode('a,b\n1,"2\n3,4\n5,"6"x\n7,8\n9\n10,11,12\n13,14\n')
    expect(facts).toMatchObject({ rows: 7, unreadable: [1, 3, 6] })
    expect(rows).toEqual([
      ['3', '4'],
      ['7', '8'],
      ['9', ''],
      ['13', '14'],
    ])
  })
  test('a million characters in one cell are read; a quote that never closes ends after 8 MB', async () => {
    const long = 'x'.repeat(1_000_000)
    expect((await tryDecode(`a,b\n${long},1\n"${long}\n${long}",2\n`)).rows).toEqual([
      [long, '1'],
      [`${long}\n${long}`, '2'],
    ])
    const open = await tryDecode(`a,b\n1,"2\n${`${'z'.repeat(97)},4\n`.repeat(90_000)}`)
    expect(open.facts).toMatchObject({ rows: 90_001, unreadable: [1] })
    const endless = await tryDecode(`a,b\n1,${'y'.repeat(20_000_000)}\n5,6\n`)
    expect(endless.facts).toMatchObject({ rows: 2, unreadable: [1] })
  })
  test('blanks and padding are counted per column', async () => {
    const { facts } = await tryDecode('a,b,c\n1,,  \n" ",x ,3\n2,,"4"\n')
    expect([...facts.blanks]).toEqual([1, 2, 1])
    expect([...facts.padded]).toEqual([1, 1, 1])
  })
})
