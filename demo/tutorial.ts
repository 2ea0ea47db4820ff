/**
 * The README's six requests, but for the first, which is a file. Demo, benchmarks and tests send these bodies, with
 * whatever they ask for beyond. They lie in demo/, which benchmarks and tests may import, and not in test/, which the
 * demo may not; a test compares them with the README.
 */
export const tutorial = {
  dataset: {
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
  },
  cohort: { name: 'Customers', stream_name: 'orders' },
  personaSet: (cohort_id: string) => ({ name: 'Customers personas', cohort_id }),
  /** @param cohort_id whom the predictions are for */
  scope: (cohort_id: string, persona_set_id: string) => ({
    name: 'Customers',
    preview: true,
    population: { cohort_ids: [cohort_id] },
    payload: { persona_set_ids: [persona_set_id] },
  }),
  target: (scope_id: string) => ({
    name: 'Who is who',
    scope_id,
    options: { type: 'hosted_csv' },
    representation: { mode: 'identified', aggregate: 'person' },
  }),
}
