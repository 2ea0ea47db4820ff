import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { CohortQuery, Statement } from '../../shared/engines/conditions/sql/query.ts'

/** One shard in memory, as the lake lays it out: people, the stream `orders`, traits. Ids are `person(1)`, … */
export interface Shard {
  connection: DuckDBConnection
  query: (asOf: string | number) => CohortQuery
  run: (statement: Statement) => Promise<Record<string, unknown>[]>
  close: () => void
}

export interface Order {
  person: number
  /** ISO 8601; UTC without a zone. */
  datetime: string
  value: number | null
  product?: string | null
  /** A further property whose name needs quoting. */
  'ship "to"'?: string | null
}

export interface Traits {
  person: number
  age?: number | null
  gender?: string | null
  member?: boolean | null
  signed_up?: string | null
  band?: string | null
}

export interface Person {
  person: number
  first_seen?: string | null
  postcode?: string | null
  state?: string | null
  city?: string | null
}

const person = (n: number) => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`
/** The number in an id made by `person`. */
export const personNumber = (id: unknown) => Number(String(id).slice(-12))

export async function shardOf(people: Person[], orders: Order[], traits: Traits[] = []): Promise<Shard> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  await connection.run(`
    CREATE TABLE people (person_id UUID, first_seen TIMESTAMP, postcode VARCHAR, state VARCHAR, city VARCHAR);
    CREATE TABLE orders (person_id UUID, datetime TIMESTAMP, value DECIMAL(18,4), product VARCHAR, "ship ""to""" VARCHAR);
    CREATE TABLE traits (person_id UUID, age DOUBLE, gender VARCHAR, member BOOLEAN, signed_up TIMESTAMP, band VARCHAR)`)
  await fill(connection, 'people', people, ['first_seen', 'postcode', 'state', 'city'])
  await fill(connection, 'orders', orders, ['datetime', 'value', 'product', 'ship "to"'])
  await fill(connection, 'traits', traits, ['age', 'gender', 'member', 'signed_up', 'band'])
  return {
    connection,
    query: (asOf) => ({
      relations: { people: 'people', stream: 'orders', traits: 'traits' },
      columns: {
        stream: {
          person_id: 'UUID',
          datetime: 'TIMESTAMP',
          value: 'DECIMAL(18,4)',
          product: 'VARCHAR',
          'ship "to"': 'VARCHAR',
        },
        traits: {
          person_id: 'UUID',
          age: 'DOUBLE',
          gender: 'VARCHAR',
          member: 'BOOLEAN',
          signed_up: 'TIMESTAMP',
          band: 'VARCHAR',
        },
      },
      asOf: typeof asOf === 'number' ? asOf : Date.parse(asOf),
    }),
    run: async ({ sql, params }) => (await connection.runAndReadAll(sql, params)).getRowObjectsJson(),
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

async function fill<Row extends { person: number }>(
  connection: DuckDBConnection,
  table: string,
  rows: Row[],
  columns: (keyof Row)[],
) {
  if (rows.length === 0) return
  const literal = (value: unknown) =>
    value === undefined || value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`
  const values = rows.map(
    (row) => `('${person(row.person)}', ${columns.map((column) => literal(row[column])).join(', ')})`,
  )
  await connection.run(`INSERT INTO ${table} VALUES ${values.join(', ')}`)
}
