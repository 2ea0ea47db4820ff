import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withDuck } from '../shared/lake/duck.ts'
import { compileDataset } from '../shared/lake/ingest/compiled-dataset.ts'
import { ingestFile } from '../shared/lake/ingest/ingest-file.ts'
import { decodeUpload } from '../shared/lake/read/decode-upload.ts'
import { writeOrders } from './orders/data.ts'

/**
 * Reading orders: a CSV file to rows.parquet, with e-mail, phone, name + address, datetime, value and product.
 * usage: npm run bench -- ingest [ROWS | FILE.csv]   (so many rows are generated, or the file has the same columns)
 */
export default async function run(args: string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'moira-bench-'))
  try {
    const file = orders(args[0] ?? '1000000', folder)
    const megabytes = statSync(file).size / 1e6
    console.log(`${file}: ${megabytes.toFixed(0)} MB`)
    await measured('scan alone', () =>
      decodeUpload(() => createReadStream(file), folder, {
        next: () => Number.POSITIVE_INFINITY,
        see: () => {},
        layout: () => ({ cells: [8, 9, 10], values: [[0], [1, 2, 3, 4, 5, 6], [7]], bound: 64 << 20 }),
      }),
    )
    for (const [what, identity] of Object.entries(identities)) {
      const plan = compileDataset({ ...orderStream, identity_sets: { customer: identity } })
      const report = await measured(`ingest, ${what}`, () =>
        withDuck({ memoryMb: 1024, threads: 1, tmp: folder }, (db) => {
          const out = {
            rows: join(folder, 'rows.parquet'),
            values: join(folder, 'values.parquet'),
            rejects: join(folder, 'rejects.csv'),
          }
          return ingestFile({
            db,
            plan,
            upload: () => createReadStream(file),
            objectKey: 'orders.csv',
            lastModified: new Date(0),
            out,
          })
        }),
      )
      // The answer first: nothing lost, nobody missed who has an identifier.
      if (report.refused || report.accepted !== report.row_count)
        throw new Error(report.refused ?? 'rows were rejected')
      console.log(`  ${report.row_count} rows, ${report.identified_count} with an identifier`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const email = { email: 'email' }
const phone = { phone: 'phone', person_last_name: 'last_name' }
const address = {
  person_first_name: 'first_name',
  person_last_name: 'last_name',
  house_number_and_street: ['address'],
  city: 'city',
  state: 'state',
  postcode: 'postcode',
}
const identities = {
  'e-mail only': email,
  'e-mail and phone': { ...email, ...phone },
  everything: { ...email, ...phone, ...address },
}

const orderStream = {
  options: { type: 'hosted_csv' as const, upload_directory: 'orders' },
  output_to_streams: {
    orders: {
      data_map: {
        datetime: { column_name: 'ordered_at', format: 'date_iso8601' as const },
        value: { column_name: 'amount', format: 'currency_dollars' as const },
        product: { column_name: 'product' },
      },
    },
  },
}

function orders(rowsOrFile: string, folder: string): string {
  if (!/^\d+$/.test(rowsOrFile)) return rowsOrFile
  const file = join(folder, 'orders.csv')
  writeOrders(Number(rowsOrFile), file)
  return file
}

async function measured<T>(what: string, work: () => Promise<T>): Promise<T> {
  const before = process.cpuUsage()
  const start = performance.now()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  const seconds = (performance.now() - start) / 1000
  const memory = process.memoryUsage().rss / 1e6
  console.log(
    `${what.padEnd(26)} ${((user + system) / 1e6).toFixed(2)} CPU s, ${seconds.toFixed(2)} s, ${memory.toFixed(0)} MB resident`,
  )
  return result
}
