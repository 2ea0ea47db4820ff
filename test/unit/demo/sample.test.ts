import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PlantedPerson, type Sample, writeSample } from '../../../demo/sample.ts'

const directory = mkdtempSync(join(tmpdir(), 'moira-sample-'))
afterAll(() => rmSync(directory, { recursive: true }))

let sample: Sample
let query: (sql: string) => Promise<Record<string, unknown>[]>
beforeAll(async () => {
  sample = writeSample(directory)
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
  const table = (name: string, path: string) =>
    `CREATE TABLE ${name} AS FROM read_csv('${path}', header = true, all_varchar = true, nullstr = '')`
  await connection.run(table('orders_2024', sample.orders[0]))
  await connection.run(table('orders_2025', sample.orders[1]))
  await connection.run(table('customers', sample.customers))
  // The same row in both files counts once.
  await connection.run('CREATE VIEW orders AS FROM orders_2024 UNION FROM orders_2025')
  query = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson()
})

const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16)

describe('the sample', () => {
  it('is the same to the byte, every time and everywhere', () => {
    expect([...sample.orders, sample.customers].map(digest)).toEqual([
      '72d2dc0c33897542',
      '8a8d1cb313d708e5',
      '958fff1e6b0acd03',
    ])
    const again = writeSample(join(directory, 'again'))
    expect([...again.orders, again.customers].map(digest)).toEqual([...sample.orders, sample.customers].map(digest))
    expect(again.truth).toEqual(sample.truth)
  })

  it('is another one with another seed, and as large as asked', () => {
    const other = writeSample(join(directory, 'other'), { seed: 8, people: 150 })
    expect(digest(other.customers)).not.toBe(digest(sample.customers))
    expect(other.truth.people.filter(({ lead }) => lead)).toHaveLength(10)
    expect(other.truth.people).toHaveLength(160)
  })

  it('draws from its seed alone', () => {
    const sources = readdirSync('demo/sample').map((file) => readFileSync(join('demo/sample', file), 'utf8'))
    // Neither chance nor the clock, nor functions whose last bit differs between engines.
    expect(sources.join('\n')).not.toMatch(/Math\.(random|log|exp|pow|sin|cos|sqrt)\(|Date\.now|new Date\(\)/)
  })

  it('has the columns that the demo configures', async () => {
    const header = (path: string) => readFileSync(path, 'utf8').split('\n', 1)[0]
    const orders = 'order_id,account_email,first_name,last_name,phone,product,quantity,amount,updated_at'
    expect(sample.orders.map(header)).toEqual([orders, orders])
    expect(header(sample.customers)).toBe(
      'email,first_name,last_name,phone,street,city,state,postcode,age,gender,income_band,home_ownership,marital_status,children,pets,updated_at',
    )
    const { rows, repeated, anonymous } = sample.truth
    const [counted] = await query(`SELECT (SELECT count(*) FROM orders_2024)::INT AS orders_2024,
      (SELECT count(*) FROM orders_2025)::INT AS orders_2025, (SELECT count(*) FROM customers)::INT AS customers,
      (SELECT count(*) FROM (FROM orders_2024 INTERSECT FROM orders_2025))::INT AS repeated,
      (SELECT count(*) FROM orders WHERE coalesce(account_email, phone, last_name) IS NULL)::INT AS anonymous`)
    expect(counted).toEqual({ ...rows, repeated, anonymous })
    expect(repeated).toBeGreaterThan(100)
    expect(anonymous).toBeGreaterThan(10)
  })

  it('tells the truth about everybody: their orders and what they spent', async () => {
    // Known by e-mail, else by phone; a person's two addresses are joined by what was planted.
    const rows = await query(`
      WITH known AS (SELECT lower(trim(account_email)) AS email, right(regexp_replace(phone, '\\D', '', 'g'), 10) AS phone, amount FROM orders),
        phones AS (SELECT phone, min(email) AS email FROM known WHERE phone IS NOT NULL AND email IS NOT NULL GROUP BY phone)
      SELECT coalesce(known.email, phones.email) AS email, count(*)::INT AS orders, round(sum(coalesce(amount, '0')::DECIMAL(18,2)) * 100)::INT AS cents
      FROM known LEFT JOIN phones USING (phone) WHERE coalesce(known.email, phones.email) IS NOT NULL GROUP BY 1`)
    const found = new Map(rows.map((row) => [row.email as string, row]))
    const sum = (person: PlantedPerson, what: 'orders' | 'cents') =>
      person.emails.reduce((total, email) => total + ((found.get(email)?.[what] as number) ?? 0), 0)
    for (const person of sample.truth.people) {
      const { emails, orders, cents } = person
      expect({ emails, orders: sum(person, 'orders'), cents: sum(person, 'cents') }).toEqual({ emails, orders, cents })
    }
    expect(sample.truth.people.filter(({ emails }) => emails.length > 1).length).toBeGreaterThan(20)
  })

  it('names every address that the files hold, and no other', async () => {
    const rows = await query('SELECT account_email AS email FROM orders UNION SELECT email FROM customers')
    const held = new Set(rows.flatMap(({ email }) => (email === null ? [] : [(email as string).trim().toLowerCase()])))
    expect(held).toEqual(new Set(sample.truth.people.flatMap(({ emails }) => emails)))
  })

  it('has leads of every kind, who are in the CRM and never ordered', async () => {
    const leads = sample.truth.people.filter(({ lead }) => lead)
    expect(leads).toHaveLength(200)
    expect(new Set(leads.map(({ segment }) => segment)).size).toBe(5)
    expect(leads.every(({ orders }) => orders === 0)).toBe(true)
    const crm = new Set((await query('SELECT lower(trim(email)) AS email FROM customers')).map(({ email }) => email))
    expect(leads.every(({ emails }) => crm.has(emails[0]))).toBe(true)
  })

  it('plants segments that stand apart', async () => {
    const customers = sample.truth.people.filter(({ lead }) => !lead)
    const mean = (segment: string, of: (person: PlantedPerson) => number) => {
      const theirs = customers.filter((person) => person.segment === segment)
      return theirs.reduce((sum, person) => sum + of(person), 0) / theirs.length
    }
    const value = (segment: string) => mean(segment, ({ cents, orders }) => cents / Math.max(1, orders))
    expect(value('urban professionals')).toBeGreaterThan(20 * value('young bargain hunters') * 0.8)
    expect(mean('affluent retired regulars', ({ orders }) => orders)).toBeGreaterThan(15)
    expect(mean('lapsed gift buyers', ({ orders }) => orders)).toBeLessThan(2)
  })

  it('is as untidy as real files are', async () => {
    const [untidy] = await query(`SELECT
      (SELECT count(*) FROM orders WHERE account_email <> lower(account_email))::INT AS capitals,
      (SELECT count(*) FROM orders WHERE account_email <> trim(account_email))::INT AS padded,
      (SELECT count(*) FROM orders WHERE account_email IS NULL AND phone IS NOT NULL)::INT AS phone_only,
      (SELECT count(*) FROM orders WHERE amount IS NULL)::INT AS no_amount,
      (SELECT count(DISTINCT regexp_replace(phone, '\\d', '9', 'g')) FROM orders)::INT AS phone_formats,
      (SELECT count(*) FROM customers WHERE age IS NULL)::INT AS no_age,
      (SELECT count(*) FROM customers WHERE home_ownership = 'unknown')::INT AS unknown_home,
      (SELECT count(*) - count(DISTINCT lower(trim(email))) FROM customers)::INT AS twice,
      (SELECT count(*) FROM customers WHERE postcode LIKE '0%')::INT AS leading_zero,
      (SELECT count(*) FROM customers WHERE first_name LIKE 'Zoë%')::INT AS accents`)
    for (const [kind, count] of Object.entries(untidy!)) expect([kind, (count as number) >= 5]).toEqual([kind, true])
    expect(untidy!.phone_formats).toBe(5)
  })

  it('holds nobody real: reserved domains and phone numbers only', async () => {
    const [real] = await query(`SELECT
      (SELECT count(*) FROM customers WHERE lower(trim(email)) NOT LIKE '%.example.com')::INT AS emails,
      (SELECT count(*) FROM customers WHERE regexp_replace(phone, '\\D', '', 'g') NOT SIMILAR TO '1?[2-9][0-8][0-9]55501[0-9][0-9]')::INT AS phones`)
    expect(real).toEqual({ emails: 0, phones: 0 })
  })
})
