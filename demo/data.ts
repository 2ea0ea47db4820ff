import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import type { Json } from './client.ts'
import { sampleDatasets } from './sample/datasets.ts'
import { writeSample } from './sample.ts'

/** The data of one customer: files for upload folders, and how to read them. */
export interface DemoData {
  says: string
  /** Whether all of it is invented. */
  isSample: boolean
  uploads: { path: string; file: string }[]
  datasets: Json[]
}

/** The invented shop: two order files and a CRM export. */
export function sampleData(directory: string): DemoData {
  const sample = writeSample(directory)
  return {
    isSample: true,
    says: 'a synthetic shop: two order files and a CRM export of about 3,200 invented people',
    uploads: [
      ...sample.orders.map((file) => ({ path: `orders/${basename(file)}`, file })),
      { path: `customers/${basename(sample.customers)}`, file: sample.customers },
    ],
    datasets: sampleDatasets,
  }
}

/** A customer's own order file, read by the columns that he names. */
export function ownData(given: {
  orders: string
  email: string
  datetime: string
  value?: string | undefined
  product?: string | undefined
}): DemoData {
  if (!existsSync(given.orders)) throw new Error(`no such file: ${given.orders}`)
  return {
    isSample: false,
    says: `your file ${basename(given.orders)}`,
    uploads: [{ path: `orders/${uploadName(given.orders)}`, file: given.orders }],
    datasets: [
      {
        name: 'orders',
        options: { type: 'hosted_csv', upload_directory: 'orders' },
        identity_sets: { customer: { email: given.email } },
        output_to_streams: {
          orders: {
            data_map: {
              datetime: { column_name: given.datetime },
              ...(given.value && { value: { column_name: given.value } }),
              ...(given.product && { product: { column_name: given.product } }),
            },
          },
        },
      },
    ],
  }
}

/** Upload names hold letters, digits, dots, dashes and underscores, and end as the API asks. */
function uploadName(file: string): string {
  const name = basename(file).replaceAll(/[^\w.-]+/g, '-')
  return /\.(csv|txt|gz|bz2)$/i.test(name) ? name : `${name}.csv`
}
