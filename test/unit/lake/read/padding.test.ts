import { expect, test } from 'vitest'
import { tryDecode } from '../../../golden/ingest/try-ingest.ts'

const plain = 'a,b\n1,2\n3,4\n'
test.each([
  ['NULs at the end', `${plain}${'\0'.repeat(500)}`, 500],
  ['one NUL at the end', `${plain}\0`, 1],
  ['Ctrl-Z at the end', `${plain}\x1a`, 1],
  ['Ctrl-Z behind the last cell', 'a,b\n1,2\n3,4\x1a', 1],
  ['Ctrl-Z and a block of rest', `${plain}\x1a${'\x1a'.repeat(300)}\r\n\x1a`, 304],
  ['Ctrl-Z and NULs over several chunks', `${plain}\x1a${'\0'.repeat(400_000)}`, 400_001],
  ['Ctrl-Z over several chunks', `${plain}${'\x1a'.repeat(600_000)}`, 600_000],
  ['NULs that pad cells', 'a,b\n1\0\0\0,2\0\n\0\x003,4\n', 6],
  ['a form feed between pages', 'a,b\n1,2\n\f\n3,4\n\f', 0],
  ['a vertical tab', 'a,b\n1,2\n\v\n3,4\n', 0],
])('%s', async (_, text, padding) => {
  const { facts, rows } = await tryDecode(text)
  expect(rows).toEqual([
    ['1', '2'],
    ['3', '4'],
  ])
  expect(facts).toMatchObject({ padding, unreadable: [], rows: 2 })
})

test('Ctrl-Z inside a cell is part of it', async () => {
  expect((await tryDecode('a,b\nx\x1ay,2\n3,4\n')).rows[0]).toEqual(['x\x1ay', '2'])
})

test('a picture of zeros is no table', async () => {
  const picture = Buffer.concat([Buffer.from('BM6\x03'), Buffer.alloc(5000), Buffer.from('x')])
  await expect(tryDecode(picture)).rejects.toThrow('it looks binary')
})

test.each(['\u2028', '\u2029', '\u0085'])('lines may end with %j', async (end) => {
  const { facts, rows } = await tryDecode(`a,b${end}1,"2${end}x"${end}3,4`)
  expect(facts).toMatchObject({ foreignLineEnds: true, columns: ['a', 'b'] })
  expect(rows).toEqual([
    ['1', '2\nx'],
    ['3', '4'],
  ])
})

test.each(['\u2028', '\u2029', '\u0085'])('%j inside a cell of a file with line feeds is part of it', async (mark) => {
  expect((await tryDecode(`a,b\n1,x${mark}y\n`)).rows).toEqual([['1', `x${mark}y`]])
})
