import type { Examples } from '../../contract/with-examples.ts'
import { monday } from '../example-shop.ts'

const file = {
  subpath: 'orders/file1.csv',
  created_at: monday,
  file_size: 128,
  md5_hash: 'b1946ac92492d2347c6235b4d2611184',
}
const csv =
  'account_email,product,amount,updated_at,size,order_no\nperson-1@example.com,mug,12.50,2024-05-31T09:30:00Z,S,1001\n'

const uploadReading = {
  upload_directory: 'orders',
  file: 'orders/file1.csv',
  file_count: 1,
  delimiter: ',',
  encoding: 'UTF-8',
  skipped_lines: 0,
  shop: 'square',
  columns: [
    {
      name: 'Customer ID',
      data_type: 'string',
      fill_rate: 0.6,
      samples: ['C1', 'C2'],
      field: 'identity_sets.customer.user_id',
    },
  ],
  dataset: {
    name: 'orders',
    options: { type: 'hosted_csv', upload_directory: 'orders', time_zone: 'America/New_York' },
    identity_sets: { customer: { user_id: 'Customer ID', house_number_and_street: ['Street', 'Unit'] } },
    output_to_streams: {
      orders: {
        event_key: ['Transaction ID'],
        value_per: 'line',
        data_map: {
          datetime: { column_names: ['Date', 'Time'] },
          value: { column_name: 'Price', multiply_by: 'Qty' },
          product: { column_name: 'Item' },
        },
      },
    },
    output_to_traits: { customer_group: { column_name: 'Customer Group' } },
    reference_key_columns: ['Transaction ID'],
  },
  notes: ['no column says an amount: orders are counted, and have no value'],
}

export const examples: Partial<Examples> = {
  components: {
    Upload: [file],
    UploadReading: [uploadReading],
  },
  operations: {
    'uploads.create': { body: csv },
    'uploads.read': { response: csv },
    'uploads.url': {
      response: { url: 'https://uploads.example.com/orders/file1.csv', expires_at: '2024-06-03T07:00:00.000Z' },
    },
  },
  fields: {
    directory: ['orders'],
    file: ['file1.csv'],
  },
}
