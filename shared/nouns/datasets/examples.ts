import type { Examples } from '../../contract/with-examples.ts'
import { buildExamples, built, envelope, id, sizes, usualOperations } from '../example-shop.ts'

const orders = {
  name: 'orders',
  options: { type: 'hosted_csv', upload_directory: 'orders' },
  identity_sets: { customer: { email: 'account_email' } },
  output_to_streams: {
    orders: {
      data_map: {
        datetime: { column_name: 'updated_at', format: 'date_iso8601' },
        value: { column_name: 'amount' },
        product: { column_name: 'product' },
      },
    },
  },
}
/** Says all that a dataset may say. */
const allOfOrders = {
  ...orders,
  options: {
    ...orders.options,
    delimiter: ',',
    encoding: 'windows-1252',
    skip_lines: 2,
    header_row: 'account_email,product,amount,quantity,updated_at,returned_on,returned_at,size,order_no',
    time_zone: 'Europe/Berlin',
    country: 'DE',
    replace_all_with_latest_file: false,
    encrypted: false,
  },
  identity_sets: {
    customer: {
      email: 'account_email',
      phone: 'phone',
      person_first_name: 'first_name',
      person_last_name: 'last_name',
      house_number_and_street: ['street'],
      city: 'city',
      state: 'state',
      postcode: 'postcode',
      country: 'country',
      external_ids: { crm: 'crm_id' },
    },
  },
  output_to_streams: {
    orders: {
      data_map: {
        ...orders.output_to_streams.orders.data_map,
        value: { column_name: 'amount', format: 'currency_dollars', decimal_mark: '.', multiply_by: 'quantity' },
      },
      conditions: [{ column_name: 'product', _neq: 'sample' }],
      event_key: ['order_no'],
      value_per: 'line' as const,
    },
    returns: { data_map: { datetime: { column_names: ['returned_on', 'returned_at'] } } },
  },
  output_to_traits: {
    size: {
      column_name: 'size',
      format: 'list_single_value',
      decimal_mark: '.' as const,
      null_values: ['n/a'],
      transformation_table: sizes,
    },
  },
  upsert_columns: ['order_no'],
  incremental_column: 'updated_at',
  reference_key_columns: ['order_no'],
  preview: false,
}

const Dataset = {
  ...envelope('datasets'),
  ...orders,
  output_to_traits: { size: allOfOrders.output_to_traits.size },
  reference_key_columns: allOfOrders.reference_key_columns,
  output_to_streams: { orders: { ...orders.output_to_streams.orders, stream_id: id.streams } },
  row_count: 442,
  accepted_count: 440,
  rejected_count: 1,
  duplicate_count: 1,
  identified_count: 100,
  matched_count: 0,
  detected_columns: [{ name: 'account_email', data_type: 'string', fill_rate: 1, is_nullable: false }],
  time_zone: 'UTC',
  ambiguous_dates: [{ column_name: 'updated_at', read_as: 'month_first', why: 'undecided' }],
  keyed_streams: [
    {
      ...{ stream_name: 'orders', value_per: 'line', why: 'differing' },
      ...{ quantities: ['quantity'], line_count: 440, event_count: 210 },
    },
  ],
  ambiguous_numbers: [{ column_name: 'amount', decimal_mark: '.', why: 'undecided' }],
  sample: [
    {
      account_email: 'person-1@example.com',
      product: 'mug',
      amount: '12.50',
      updated_at: '2024-05-31T09:30:00Z',
      size: 'S',
      order_no: '1001',
    },
  ],
  files: [
    {
      path: 'orders/file1.csv',
      row_count: 442,
      accepted_count: 440,
      rejected_count: 1,
      encoding: 'windows-1252',
      skipped_lines: 2,
      notes: ['2 lines above the header left out; options.skip_lines sets how many'],
    },
  ],
  updates: [{ datetime: built, rows_added: 442 }],
}

export const examples: Partial<Examples> = {
  ids: { datasets: id.datasets },
  components: {
    DatasetConfig: [orders, allOfOrders],
    DatasetPreview: [
      {
        file: 'orders/file1.csv',
        is_whole: true,
        refused: 'the file has no header row',
        rows: 2,
        taken: 1,
        identified: 1,
        rejected: [
          { line: 3, reason: 'the value "n/a" is no number', row: 'person-2@example.com,mug,n/a,2024-05-31T09:30:00Z' },
        ],
        rejected_count: 1,
        sample: [
          {
            account_email: 'person-1@example.com',
            product: 'mug',
            amount: '12.50',
            updated_at: '2024-05-31T09:30:00Z',
          },
        ],
        notes: ['2 lines above the header left out; options.skip_lines sets how many'],
      },
    ],
    Dataset: [Dataset],
  },
  operations: {
    'datasets.preview': { body: orders },
    ...usualOperations('datasets', 'orders of the shop'),
    ...buildExamples('datasets'),
    'datasets.rejects': {
      response: 'file,line,reason,row\norders/file1.csv,7,no identity,",mug,12.50,2024-05-31T09:30:00Z,S,1002"\n',
    },
  },
  fields: {
    email_hash: ['email_sha256'],
    person_full_name: ['full_name'],
    house_number_and_street: ['street'],
    freeform_address: ['address'],
    user_id: ['user_id'],
    anonymous_id: ['anonymous_id'],
    reference_key_column: ['order_no'],
    stream_id: [id.streams],
    refused: ['the file has no header row'],
  },
}
