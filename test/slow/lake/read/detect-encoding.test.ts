import { describe, expect, test } from 'vitest'
import { configuredEncoding } from '../../../../shared/lake/read/encoding.ts'
import { tryDecode, tryIngest } from '../../../golden/ingest/try-ingest.ts'
import { encode } from '../../../support/encode.ts'

/** Places and names as they stand in customers' files, few and short: most columns are plain ASCII. */
const words: Record<string, string[][]> = {
  'windows-1252': [
    ['Köln', 'Düsseldorf', 'Gießen'],
    ['Müller'],
    ['José', 'Muñoz'],
    ['François', 'Élodie', 'Besançon'],
    ['São Paulo', 'João'],
    ['Åse', 'Ørsted', 'Sørensen', 'Tromsø'],
    ['Malmö', 'Göteborg', 'Åkerlund'],
    ['Zoë', 'Renée'],
    ['Sigurðsson', 'Þór', 'Guðmundsdóttir', 'Reykjavík'],
    ['Straße', 'Großmann'],
    ['5 €', '“six”', 'O’Neil'],
  ],
  'windows-1250': [
    ['Łódź', 'Kraków', 'Żółkiewski'],
    ['Dvořák', 'Novák', 'České Budějovice'],
    ['Erdős', 'Győr', 'Kővári'],
    ['Łukasz', 'Paweł'],
  ],
  'windows-1251': [
    ['Москва', 'Киев'],
    ['Петров'],
    ['Иванов', 'Санкт-Петербург'],
    ['София', 'Пловдив'],
    ['Україна', 'Львів'],
  ],
  macintosh: [['José', 'Müller', 'Köln'], ['François', 'Élodie'], ['Straße'], ['Málaga', 'Núñez']],
  gbk: [['北京', '上海'], ['张伟', '王芳'], ['广州市天河区'], ['李'], ['深圳', '杭州', '成都']],
  shift_jis: [['東京', '大阪'], ['山田太郎', '鈴木一郎'], ['カタカナ'], ['佐藤', 'ひらがな']],
  big5: [
    ['台北市', '高雄市'],
    ['陳小明', '臺中市'],
  ],
  'euc-kr': [['서울', '부산'], ['김민준']],
  'euc-jp': [['東京都千代田区', '鈴木一郎', 'ひらがな']],
  'koi8-r': [['Москва', 'Киев', 'Новосибирск']],
  'windows-1253': [['Αθήνα', 'Θεσσαλονίκη']],
  'windows-1255': [['תל אביב', 'ירושלים']],
}
const tables = Object.entries(words).flatMap(([label, lists]) => lists.map((list) => [label, list] as const))
const fileOf = (list: readonly string[]) =>
  `email,city,total\n${list.map((word, i) => `person-${i}@example.com,${word},${i}.50\n`).join('')}`

describe('files without a mark', () => {
  test.each(tables)('%s: %j', async (label, list) => {
    const bytes = encode(fileOf(list), label)
    const { rows, facts } = await tryDecode(bytes)
    expect(
      rows.map(([, city]) => city),
      facts.encoding,
    ).toEqual(list)
  })

  test('letters that come late decide as well', async () => {
    const plain = Buffer.alloc(270_000, `plain@example.com,${'x'.repeat(970)},1\n`)
    for (const [label, word] of [
      ['windows-1251', 'Москва'],
      ['gbk', '北京'],
      ['macintosh', 'José'],
    ] as const) {
      const bytes = Buffer.concat([encode(fileOf([]), label), plain, encode(`\na@example.com,${word},1\n`, label)])
      expect((await tryDecode(bytes)).rows.at(-1)?.[1]).toBe(word)
    }
  })

  test('the dataset says what was found out, and that it can be set', async () => {
    const bytes = encode(fileOf(['Москва', 'Киев']), 'windows-1251')
    const { report } = await tryIngest(bytes)
    expect(report.encoding).toBe('windows-1251')
    expect(report.notes).toEqual([expect.stringMatching(/letters look like windows-1251.*options\.encoding/)])
    const set = await tryIngest(bytes, { options: { encoding: 'cp1252' } })
    expect(set.report).toMatchObject({ encoding: 'windows-1252' })
    expect(set.report.notes).toBeUndefined()
    expect(set.report.sample[0]).toMatchObject({ city: 'Ìîñêâà' })
    const plain = await tryIngest(fileOf(['Köln']))
    expect(plain.report).not.toHaveProperty('encoding')
    expect(plain.report).not.toHaveProperty('notes')
  })

  test('an encoding that is set is not looked for; a byte order mark is stronger', async () => {
    const list = ['李', 'Köln']
    const set = async (bytes: Buffer, encoding: string) =>
      (await tryDecode(bytes, { encoding })).rows.map((row) => row[1])
    expect(await set(encode(fileOf(['李']), 'gbk'), 'GBK')).toEqual(['李'])
    expect(await set(encode(fileOf(['Köln']), 'macintosh'), 'MacRoman')).toEqual(['Köln'])
    expect(await set(Buffer.from(`\ufeff${fileOf(list)}`), 'GBK')).toEqual(list)
    expect(await set(encode(fileOf(['Köln']), 'windows-1252'), 'UTF-8')).toEqual([''])
  })
})

test('one stray byte costs one cell, whatever the encoding', async () => {
  const stray = (bytes: Buffer) => Buffer.concat([bytes, Buffer.from([0x78, 0xff, 0x2c, 0x79, 0x2c, 0x31, 0x0a])])
  for (const [encoding, bytes] of [
    ['UTF-8', Buffer.from(fileOf(['Köln', 'Łódź']))],
    ['GBK', encode(fileOf(['北京', '上海']), 'gbk')],
    ['EUC-KR', encode(fileOf(['서울', '부산']), 'euc-kr')],
  ] as const) {
    const { facts, rows } = await tryDecode(stray(bytes), { encoding })
    expect(facts, encoding).toMatchObject({ rows: 3, unreadable: [], untextual: 1 })
    expect(rows.at(-1)).toEqual(['', 'y', '1'])
  }
})

test.each([
  ['utf8', 'UTF-8'],
  ['Latin1', 'windows-1252'],
  ['cp1250', 'windows-1250'],
  ['GB2312', 'GBK'],
  ['gb18030', 'GB18030'],
  ['Shift-JIS', 'Shift_JIS'],
  ['cp932', 'Shift_JIS'],
  ['macroman', 'MacRoman'],
  ['ISO-8859-2', 'iso-8859-2'],
  [' KOI8-R ', 'KOI8-R'],
])('%s is a name of %s', (name, shown) => {
  expect(configuredEncoding(name)).toBe(shown)
  expect(configuredEncoding(shown)).toBe(shown)
})

test('a name that nobody knows is refused', () => {
  expect(() => configuredEncoding('klingon')).toThrow('encoding "klingon" is not known')
})
