import { describe, expect, test } from 'vitest'
import { visitRows } from '../../../../shared/lake/read/decode-upload.ts'
import { tryDecode } from '../../../golden/ingest/try-ingest.ts'

describe('lines above the header', () => {
  const needed = ['email', 'created', 'total']
  const table = (delimiter: string, end: string) =>
    ['email,created,total,note', 'ann@example.com,2023-01-05,"1.5",a', 'bob@example.com,2023-01-06,2,']
      .join(end)
      .replaceAll(',', delimiter)

  test.each([
    ['nothing', [], 0],
    ['sentences in quotes', ['"Includes sales, refunds and fees"', '"Definitions:"', '"Tax: a; b"'], 3],
    ['comments and blank lines', ['# ----------', '# All Users', '# 20230101-20230131', '# ----------', ''], 5],
    ['the type line of PowerShell', ['#TYPE System.Management.Automation.PSCustomObject'], 1],
    ["Excel's hint", ['sep=DELIMITER'], 1],
    ["Excel's hint in quotes", ['"sep=DELIMITER"'], 1],
    ["Excel's hint with a note below", ['SEP=DELIMITER', 'Report of January'], 2],
    ['a title in quotes with a line end inside', ['"Report', 'of January"', 'x,y'], 3],
    ['a line with more cells than the header', ['a,b,c,d,e,f,g'], 1],
    ['a title with other delimiters', ['a;b|c\td'], 1],
  ])('%s', async (_, above, lines) => {
    for (const end of ['\n', '\r\n', '\r']) {
      for (const delimiter of [',', ';', '|', '\t']) {
        const top = above.map((line) => line.replace('DELIMITER', delimiter) + end).join('')
        const { facts, rows } = await tryDecode(top + table(delimiter, end), { needed })
        expect(facts, JSON.stringify([top, delimiter])).toMatchObject({
          delimiter,
          skipped: lines,
          columns: ['email', 'created', 'total', 'note'],
          rows: 2,
          unreadable: [],
        })
        expect(rows[0]).toEqual(['ann@example.com', '2023-01-05', '1.5', 'a'])
      }
    }
  })

  test('skip_lines says how many lines, whatever they hold', async () => {
    const text = 'email,total\nann@example.com,1\nemail,total\nbob@example.com,2\n'
    expect((await tryDecode(text, { needed: ['email'], skip_lines: 2 })).rows).toEqual([['bob@example.com', '2']])
    expect((await tryDecode(text, { needed: ['email'] })).rows).toHaveLength(3)
    expect((await tryDecode(text, { needed: ['email'], skip_lines: 0 })).facts).toMatchObject({ skipped: 0, rows: 3 })
    const named = await tryDecode(text, { header_row: 'email,total', skip_lines: 3 })
    expect(named.rows).toEqual([['bob@example.com', '2']])
    await expect(tryDecode(text, { skip_lines: 9 })).rejects.toThrow('the file is empty')
  })

  test('lines are counted from the first of the file', async () => {
    const lines: number[] = []
    const text = `# a\n"b\nc"\n\nemail,total\n${'x@example.com,1\n'.repeat(3)}y@example.com,1,2\n`
    const upload = async function* () {
      yield Buffer.from(text)
    }
    const see = ({ line }: { line: number }) => lines.push(line)
    await visitRows(
      upload,
      { needed: ['email', 'total'] },
      (number) => number,
      see,
      async () => {},
    )
    expect(lines).toEqual([6, 7, 8, 9])
  })

  test('where no row has all columns, the row that has most of them is shown as the header', async () => {
    const { facts } = await tryDecode('Report of January\nE-Mail,created,total\na,b,c\n', { needed })
    expect(facts.columns).toEqual(['E-Mail', 'created', 'total'])
  })
})
