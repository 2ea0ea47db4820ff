import { describe, expect, test } from 'vitest'
import { visitRows } from '../../../../shared/lake/read/decode-upload.ts'
import { tryClean, tryDecode } from '../../../golden/ingest/try-ingest.ts'

describe('quotes inside quotes by a backslash', () => {
  const good = '"ok",1\n'.repeat(20)
  test.each([
    ['before a letter', '"5\\" screen, black",2', '5" screen, black'],
    ['before the end', '"size 5\\"",2', 'size 5"'],
    ['before a delimiter', '"5\\", black",2', '5", black'],
    ['an escaped backslash closes', '"C:\\\\",2', 'C:\\\\'],
    ['doubled ones, too', '"a ""b"" c",2', 'a "b" c'],
    ['with a line end', '"5\\"\nscreen",2', '5"\nscreen'],
  ])('%s', async (_, row, cell) => {
    const text = `a,b\n${good}"plain \\" one",0\n${row}\n${good}`
    const { facts, rows } = await tryDecode(text)
    expect(facts).toMatchObject({ escape: '\\', rows: 42, unreadable: [] })
    // Rows of the first reading were seen, too.
    const last = rows.slice(-42)
    expect(last[20]).toEqual(['plain " one', '0'])
    expect(last[21]).toEqual([cell, '2'])
    expect((await tryClean(text)).split('\n').slice(0, 20)).toEqual(Array(20).fill('ok,1'))
  })

  test('backslashes at the end of cells are text where more rows can be read so', async () => {
    const paths = '"C:\\dir\\",1\n'.repeat(9)
    const { facts, rows } = await tryDecode(`a,b\n${paths}"5\\"x,2\n${paths}`)
    expect(facts).toMatchObject({ escape: undefined, rows: 19, unreadable: [10] })
    expect(new Set(rows.map(([cell]) => cell))).toEqual(new Set(['C:\\dir\\']))
  })

  test('JSON in a cell has backslashes before doubled quotes', async () => {
    const { facts, rows } = await tryDecode('a,b\n"{""x"":""5\\""""}",1\n')
    expect(facts.escape).toBeUndefined()
    expect(rows).toEqual([['{"x":"5\\""}', '1']])
  })
})

describe('rows that are shorter or longer by blanks', () => {
  test.each([
    ['short by one', 'a,b,c', '1,2', ['1', '2', '']],
    ['short by many', 'a,b,c,d,e', '1,2', ['1', '2', '', '', '']],
    ['short, quoted', 'a,b,c', '"1","2"', ['1', '2', '']],
    ['short, one cell', 'a,b,c', 'ann@example.com', ['ann@example.com', '', '']],
    ['long by delimiters', 'a,b', '1,2,,,', ['1', '2']],
    ['long by blanks', 'a,b', '1,2, ,"" ,\t', ['1', '2']],
    ['the header is longer', 'a,b,', '1,2', ['1', '2', '']],
    ['the header is longer, and so are the rows', 'a,b,,', '1,2,,', ['1', '2', '', '']],
  ])('%s', async (_, header, row, cells) => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = [header, row, row].join(end)
      const { facts, rows } = await tryDecode(text)
      expect(facts).toMatchObject({ rows: 2, unreadable: [] })
      expect(rows).toEqual([cells, cells])
      expect(await tryClean(text)).toBe(`${cells.join(',')}\n`.repeat(2))
    }
  })

  test.each([
    ['a cell too many', 'a,b', '1,2,3', '2 columns expected, 3 found'],
    ['a note below the table', 'a,b,c', 'Total: 12 rows', '3 columns expected, 1 found'],
  ])('%s is refused', async (_, header, row, problem) => {
    const problems: unknown[] = []
    const upload = async function* () {
      yield Buffer.from(`${header}\n${row}\n`)
    }
    const see = (seen: { problem: string | undefined }) => problems.push(seen.problem)
    await visitRows(
      upload,
      {},
      () => Number.POSITIVE_INFINITY,
      see,
      async () => {},
    )
    expect(problems).toEqual([problem])
  })
})
