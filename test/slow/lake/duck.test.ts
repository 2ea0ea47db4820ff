import { createHash } from 'node:crypto'
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { quoteName, quoteText } from '../../../shared/engines/sql/quote.ts'
import { type Duck, withDuck } from '../../../shared/lake/duck.ts'
import { inFolder } from '../../golden/ingest/try-ingest.ts'

const duck = <T>(work: (db: Duck, folder: string) => Promise<T>, threads = 1) =>
  inFolder((tmp) => withDuck({ memoryMb: 256, threads, tmp }, (db) => work(db, tmp)))

test('rows come as plain values', () =>
  duck(async (db) => {
    const sql = `SELECT 1::BIGINT AS small, 9007199254740993::BIGINT AS big, 12.34::DECIMAL(18, 4) AS money,
      TIMESTAMP '2020-01-01 00:00:00.5' AS t, DATE '2020-01-01' AS d, NULL AS nothing, [1, 2]::BIGINT[] AS list,
      '00000000-0000-0000-0000-000000000001'::UUID AS id, {'a': 1::BIGINT} AS record`
    expect(await db.rows(sql)).toEqual([
      {
        small: 1,
        big: 9007199254740993n,
        money: 12.34,
        t: Date.UTC(2020, 0, 1) + 500,
        d: Date.UTC(2020, 0, 1),
        nothing: null,
        list: [1, 2],
        id: '00000000-0000-0000-0000-000000000001',
        record: { a: 1 },
      },
    ])
  }))

test('values are bound, by place and by name, also in COPY', () =>
  duck(async (db, folder) => {
    expect(await db.rows('SELECT $1 AS a, $2 AS b, $3 AS t', ["x' --", ['p', 'q'], new Date(5)])).toEqual([
      { a: "x' --", b: ['p', 'q'], t: 5 },
    ])
    expect(await db.rows('SELECT $who AS a', { who: 'me' })).toEqual([{ a: 'me' }])
    const file = join(folder, "it's.parquet")
    expect(await db.copyToParquet('SELECT * FROM range($1)', file, { params: [7] })).toBe(7)
    expect(await db.rows(`SELECT count(*) AS n FROM read_parquet(${quoteText(file)})`)).toEqual([{ n: 7 }])
  }))

test('names and texts of any characters are quoted', () =>
  duck(async (db) => {
    const name = `a"b'c; DROP TABLE x -- é`
    await db.run(`CREATE TABLE t (${quoteName(name)} VARCHAR)`)
    await db.run(`INSERT INTO t VALUES (${quoteText(name)})`)
    expect(await db.rows('SELECT * FROM t')).toEqual([{ [name]: name }])
    expect(() => quoteText('a\0b')).toThrow('NUL')
  }))

test('typed arrays go in and come out, absent values and all, across chunks', () =>
  duck(async (db) => {
    const n = 5000
    const out =
      await db.columns(`SELECT i::INTEGER AS i, (i / 2)::DOUBLE AS d, i::FLOAT AS f, i::BIGINT AS b, (i / 8)::DECIMAL(18, 4) AS m,
      to_timestamp(i)::TIMESTAMP AS t, i % 2 = 0 AS even, md5(i::VARCHAR)::UUID AS id,
      CASE WHEN i % 3 > 0 THEN 'é' || i END AS s, CASE WHEN i >= 3000 THEN i::INTEGER END AS late FROM range(${n}) r(i)`)
    expect(out.rowCount).toBe(n)
    const { i, d, f, b, m, t, even, id, s, late } = out.columns
    expect([i!.values[4999], d!.values[3], f!.values[7], b!.values[4999], m!.values[3], t!.values[2]]).toEqual([
      4999, 1.5, 7, 4999, 0.375, 2000,
    ])
    expect([even!.values[0], even!.values[1], s!.values[1], s!.values[3], s!.present![3], i!.present]).toEqual([
      1,
      0,
      'é1',
      '',
      0,
      undefined,
    ])
    expect([late!.present![2999], late!.present![3000], late!.values[0], late!.values[3000]]).toEqual([0, 1, 0, 3000])
    await db.load('back', {
      i: { type: 'INTEGER', values: i!.values as Int32Array },
      d: { type: 'DOUBLE', values: d!.values as Float64Array },
      f: { type: 'FLOAT', values: f!.values as Float32Array },
      b: { type: 'BIGINT', values: b!.values as Float64Array },
      t: { type: 'TIMESTAMP', values: t!.values as Float64Array },
      even: { type: 'BOOLEAN', values: even!.values as Uint8Array },
      id: { type: 'UUID', values: id!.values as Uint8Array },
      s: { type: 'VARCHAR', values: (s!.values as string[]).map((text) => text || null) },
      late: { type: 'INTEGER', values: late!.values as Int32Array, present: late!.present! },
    })
    const same = `d = i / 2 AND f = i AND b = i AND t = to_timestamp(i)::TIMESTAMP AND even = (i % 2 = 0) AND id = md5(i::VARCHAR)::UUID
      AND s IS NOT DISTINCT FROM (CASE WHEN i % 3 > 0 THEN 'é' || i END)
      AND late IS NOT DISTINCT FROM (CASE WHEN i >= 3000 THEN i END)`
    expect(await db.rows(`SELECT count(*) AS n, count(*) FILTER (${same}) AS same FROM back`)).toEqual([{ n, same: n }])
    expect((await db.columns('SELECT * FROM back WHERE false')).columns.i!.values).toHaveLength(0)
    await db.load('empty', { i: { type: 'INTEGER', values: new Int32Array(0) } })
    expect(await db.rows('SELECT count(*) AS n FROM empty')).toEqual([{ n: 0 }])
  }))

test('the same rows give the same bytes on one thread and on two', async () => {
  const bytes = (threads: number) =>
    duck(async (db, folder) => {
      await db.run(`CREATE TABLE t AS SELECT i, md5(i::VARCHAR)::UUID AS id, 'word ' || (i % 1000) AS word,
        (i * 0.01)::DECIMAL(18, 4) AS money FROM range(400000) r(i)`)
      await db.copyToParquet('SELECT * FROM t', join(folder, 'plain'))
      await db.copyToParquet('SELECT * FROM t WHERE i % 7 > 0', join(folder, 'sorted'), { orderBy: ['id'] })
      return ['plain', 'sorted'].map((name) =>
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      )
    }, threads)
  expect(await bytes(2)).toEqual(await bytes(1))
})

test('what does not fit into memory is spilled beside it, and removed', async () => {
  const sorted = await inFolder((tmp) =>
    withDuck({ memoryMb: 64, threads: 1, tmp }, (db) =>
      db.copyToParquet(
        "SELECT md5(i::VARCHAR) AS h, repeat('x', 40) || i AS s FROM range(600000) r(i)",
        join(tmp, 'out'),
        { orderBy: ['h'] },
      ),
    ),
  )
  expect(sorted).toBe(600_000)
})

describe('it stays at home', () => {
  test('no extension is fetched, times are UTC', () =>
    duck(async (db) => {
      await expect(db.run("SELECT * FROM read_parquet('https://127.0.0.1:9/x.parquet')")).rejects.toThrow()
      expect(
        await db.rows(
          "SELECT current_setting('TimeZone') AS zone, current_setting('autoinstall_known_extensions') AS auto",
        ),
      ).toEqual([{ zone: 'UTC', auto: false }])
    }))
  test('it closes when the work fails', async () => {
    await expect(duck(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  })
})

test('a file that is written again under its name is read anew', () =>
  duck(async (db, folder) => {
    const file = join(folder, 'again.parquet')
    for (const number of [42, 45]) await db.copyToParquet(`SELECT ${number} AS number`, `${file}-${number}`)
    const found = async (number: number) => {
      copyFileSync(`${file}-${number}`, file)
      const [row] = await db.rows(`SELECT count(*) AS n FROM ${quoteText(file)} WHERE number = ${number}`)
      return row
    }
    expect(await found(42)).toEqual({ n: 1 })
    expect(await found(45)).toEqual({ n: 1 })
  }))
