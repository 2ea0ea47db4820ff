import type { Examples } from '../contract/examples.ts'

/**
 * One small invented shop, that of the README's tutorial: its orders, its customers, their personas, and who is who.
 * Only what writes docs/openapi.json imports this: no function carries it.
 */
const id = {
  accounts: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e01',
  datasets: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e02',
  streams: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e03',
  traits: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e04',
  cohorts: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e05',
  persona_sets: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e06',
  scopes: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e07',
  targets: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e08',
  schedules: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e09',
}
const twin = '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e10'
const [often, seldom] = ['persona-1', 'persona-2']
const monday = '2024-06-03T06:00:00.000Z'
const built = '2024-06-03T06:02:00.000Z'

const envelope = (type: keyof typeof id) => ({
  id: id[type],
  resource_type: type,
  created_at: monday,
  updated_at: built,
  status: 'ready',
  status_changed_at: built,
  last_read_input_at: monday,
  last_updated_config_at: monday,
  last_updated_output_at: built,
})

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
      transformation_table: { S: 'small', '*': 'large' },
    },
  },
  upsert_columns: ['order_no'],
  incremental_column: 'updated_at',
  reference_key_columns: ['order_no'],
  preview: false,
}

const customers = { name: 'Customers', stream_name: 'orders' }
const regulars = {
  name: 'Regulars',
  stream_name: 'orders',
  min_count: 3,
  max_count: 100,
  min_value: 50,
  max_value: 5000,
  recency: { occurrence: 'last', min_days: 0, max_days: 365 },
  stream_conditions: [{ property: 'product', _in: ['mug', 'lamp'] }],
  traits: [{ name: 'size', _eq: 'small' }],
  place_conditions: [{ place_id: 'postcode:05401', distance: 0, invert: false }],
  explore: false,
}

const personas = { name: 'Customers personas', cohort_id: id.cohorts }
const fourPersonas = {
  ...personas,
  name: 'Four personas',
  number_of_clusters: 4,
  clustering_dimensions: { traits: ['size'], streams: { orders: ['product'] } },
  refit: 'manual',
  engine: 'wasm',
  explore: false,
  preview: false,
}

const scope = {
  name: 'Customers',
  preview: true,
  population: { cohort_ids: [id.cohorts] },
  payload: { persona_set_ids: [id.persona_sets] },
}
const wholeScope = {
  name: 'Customers and their size',
  preview: false,
  population: { cohort_ids: [id.cohorts], exclusion_cohort_ids: [] },
  payload: {
    persona_set_ids: [id.persona_sets],
    cohort_ids: [id.cohorts],
    attributes: ['size', 'orders_count', 'orders_value', 'orders_first', 'orders_last'],
    outcome_ids: [],
    recommender_ids: [],
    explainability: true,
  },
}

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

const target = {
  name: 'Who is who',
  scope_id: id.scopes,
  options: { type: 'hosted_csv' },
  representation: { mode: 'identified', aggregate: 'person' },
}
const filtered = {
  ...target,
  name: 'Who orders often',
  options: { type: 'hosted_csv', delimiter: ',', quote_all: false, gzip: false, bom: true },
  filter: {
    cohort_membership: [{ cohort_id: id.cohorts, _eq: true }],
    persona: [{ persona_set_id: id.persona_sets, persona_id: often, _eq: true }],
    trait: [{ name: 'size', _eq: 'small' }],
  },
  limit: { method: 'row_count', threshold: 1000 },
  human_readable: true,
  explain: true,
}
const byReference = {
  ...target,
  name: 'Who is who by order',
  representation: {
    mode: 'referenced',
    reference: { dataset_id: id.datasets, column_name: 'order_no' },
    per: 'reference',
  },
}
const hashed = { ...target, name: 'Who is who, hashed', representation: { mode: 'hashed' } }
const byState = {
  ...target,
  name: 'Personas by state',
  representation: { mode: 'aggregated', aggregate: 'state', include_geometry: false },
}

const household = {
  literate: 'Size of the household',
  description: 'As the customer said it',
  category: 'Household',
  statistical_type: 'categorical',
  unit: 'people',
  lookup_table: { small: 'Small', large: 'Large' },
}

const schedule = {
  name: 'Every Monday',
  scope_id: id.scopes,
  expression: 'cron(0 6 ? * MON *)',
  timezone: 'UTC',
  enabled: true,
}

const file = {
  subpath: 'orders/file1.csv',
  created_at: monday,
  file_size: 128,
  md5_hash: 'b1946ac92492d2347c6235b4d2611184',
}
const csv =
  'account_email,product,amount,updated_at,size,order_no\nperson-1@example.com,mug,12.50,2024-05-31T09:30:00Z,S,1001\n'
const whoIsWho = 'email,persona\nperson-1@example.com,Orders often\n'

const avatar = (persona: string) => `/v1/persona_sets/${id.persona_sets}/personas/${persona}/avatar.svg`
const persona = (which: string, name: string, individuals_count: number, days: number) => ({
  id: which,
  name,
  individuals_count,
  share: individuals_count / 100,
  details: { center: { days_since_last_order: days } },
  salient: [{ trait: 'days_since_last_order', phrase: `ordered ${days} days ago`, effect: 0.9 }],
  interpretation: {
    summary: `${name} stands for ${individuals_count} people.`,
    marketing_strategems: ['Show them what goes with their last order.'],
  },
  avatar: avatar(which),
})
const ordersOften = persona(often, 'Orders often', 60, 12)
const ordersSeldom = persona(seldom, 'Orders seldom', 40, 210)

const moves = [{ from: seldom, to: often, count: 4 }]
const counted = (count: number) => [{ date: '2024-06-03T00:00:00.000Z', count }]
const sums = { buyers: 60, orders: 360, value: 3600, average_order_value: 10, lifetime_days: 28 }
const bins = { count: 60, percent: 100 }
const emitted = (column_name: string) => [{ dataset_id: id.datasets, column_name }]
const edge = (upstream: keyof typeof id, above: string, downstream: keyof typeof id, below: string) => ({
  upstream_id: id[upstream],
  upstream_type: upstream,
  upstream_literate: above,
  upstream_status: 'ready',
  downstream_id: id[downstream],
  downstream_type: downstream,
  downstream_literate: below,
  downstream_status: 'ready',
})

const Cohort = { ...envelope('cohorts'), ...customers, population_count: 100 }
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

const resources = {
  datasets: 'orders of the shop',
  cohorts: 'All customers',
  persona_sets: 'Personas of the customers',
  scopes: 'All customers',
  targets: 'Who is who in the shop',
  schedules: 'Mondays',
}

export const examples: Examples = {
  ids: { ...id },
  components: {
    DatasetConfig: [orders, allOfOrders],
    CohortConfig: [customers, regulars],
    PersonaSetConfig: [personas, fourPersonas],
    ScopeConfig: [scope, wholeScope],
    TargetConfig: [target, filtered, byReference, hashed, byState],
    ScheduleConfig: [schedule],
    Error: [
      {
        error: 'VALIDATION_FAILED',
        id: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e99',
        note: 'unknown field: "stream_nam" (did you mean "stream_name"?)',
        validationErrors: [
          {
            message: 'unknown field: "stream_nam" (did you mean "stream_name"?)',
            path: 'stream_nam',
            suggestion: 'stream_name',
            context: { errorType: 'unknown_field' },
          },
        ],
      },
    ],
    Account: [
      {
        ...envelope('accounts'),
        name: 'Example Shop',
        mode: 'live',
        avoid_protected_traits: true,
        twin_account_id: twin,
      },
    ],
    Upload: [file],
    UploadReading: [uploadReading],
    Dataset: [Dataset],
    Stream: [
      {
        ...envelope('streams'),
        name: 'orders',
        properties: { value: { type: 'double', emitted_by_datasets: emitted('amount') } },
        event_count: 440,
        people_count: 100,
        oldest: '2023-08-01T10:00:00.000Z',
        newest: '2024-05-31T09:30:00.000Z',
      },
    ],
    Trait: [
      {
        ...envelope('traits'),
        name: 'size',
        ...household,
        type: 'string',
        known_count: 90,
        distinct_count: 2,
        emitted_by_datasets: [{ ...emitted('size')[0], transformation_table: { S: 'small', '*': 'large' } }],
      },
    ],
    Cohort: [Cohort],
    Persona: [ordersOften],
    PersonaSet: [
      {
        ...envelope('persona_sets'),
        ...personas,
        refit: 'on_change',
        population_count: 100,
        dimensions: ['days_since_last_order'],
        as_of: monday,
        moved_count: 4,
        moves,
        changes: [
          {
            change: 'kept',
            from: [{ id: often, name: 'Orders often' }],
            to: [{ id: often, name: 'Orders often' }],
            overlap: 0.97,
          },
        ],
        personas: [ordersOften, ordersSeldom],
      },
    ],
    Scope: [
      {
        ...envelope('scopes'),
        ...scope,
        population_count: 100,
        columns: {
          identity_columns: ['email'],
          payload_columns: [{ name: 'persona', human_name: 'Customers personas' }],
          columns_for_mode: {},
        },
      },
    ],
    Target: [
      {
        ...envelope('targets'),
        ...target,
        options: { type: 'hosted_csv', output_url: `/v1/targets/${id.targets}/download.csv` },
        row_count: 100,
        bytes: 4096,
        final_structure: [{ scope_col: 'email', output_col: 'email', is_identity_col: true }],
      },
    ],
    Schedule: [
      {
        ...envelope('schedules'),
        ...schedule,
        last_run: monday,
        next_run: '2024-06-10T06:00:00.000Z',
        runs: [
          {
            scheduled_time: monday,
            status: 'ready',
            started_at: monday,
            finished_at: built,
            persona_sets: { [id.persona_sets]: { scored: 100, moved: 4, moves } },
            target_ids: [id.targets],
          },
        ],
      },
    ],
  },
  operations: {
    ...Object.fromEntries(Object.entries(resources).map(([noun, name]) => [`${noun}.patch`, { body: { name } }])),
    ...Object.fromEntries(
      Object.keys(resources).flatMap((noun) =>
        ['archive', 'unarchive'].map((verb) => [`${noun}.${verb}`, { body: { cascade_to_all: true } }]),
      ),
    ),
    'accounts.patch': { body: { name: 'Example Shop', avoid_protected_traits: true } },
    'uploads.create': { body: csv },
    'uploads.read': { response: csv },
    'uploads.url': {
      response: { url: 'https://uploads.example.com/orders/file1.csv', expires_at: '2024-06-03T07:00:00.000Z' },
    },
    'datasets.rejects': {
      response: 'file,line,reason,row\norders/file1.csv,7,no identity,",mug,12.50,2024-05-31T09:30:00Z,S,1002"\n',
    },
    'traits.patch': { body: household },
    'cohorts.membership': { response: { days: counted(100), weeks: counted(100), months: counted(100) } },
    'cohorts.personas': {
      response: [
        {
          persona_set_id: id.persona_sets,
          persona_set_name: personas.name,
          personas: [
            { persona_id: often, name: 'Orders often', count: 60, share: 0.6 },
            { persona_id: seldom, name: 'Orders seldom', count: 40, share: 0.4 },
          ],
          unassigned_count: 0,
        },
      ],
    },
    'persona_sets.renamePersona': { body: { name: 'Orders often' } },
    'persona_sets.avatar': {
      response: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><circle cx="32" cy="32" r="24"/></svg>',
    },
    'persona_sets.download': { response: whoIsWho },
    'persona_sets.dimensions': {
      response: [
        {
          persona_id: often,
          traits: [
            {
              trait_name: 'days_since_last_order',
              clustered: true,
              salient: true,
              effect: 0.9,
              unknown_count: 0,
              bins: [{ data_type: 'number', min: 0, max: 30, ...bins }],
            },
            { trait_name: 'subscribed', bins: [{ data_type: 'boolean', value: true, ...bins }] },
            { trait_name: 'first_order', bins: [{ data_type: 'date', min: '2023-08-01', max: '2024-05-31', ...bins }] },
            { trait_name: 'size', bins: [{ data_type: 'text', value: 'small', ...bins }] },
          ],
        },
      ],
    },
    'persona_sets.traits': {
      response: [
        {
          trait_name: 'days_since_last_order',
          kept: true,
          reason: 'it tells people apart',
          same_as: null,
          steps: ['logarithm', 'standardised'],
          weight: 1,
          coverage: 1,
          protected: false,
        },
      ],
    },
    'persona_sets.flow': { response: [{ persona_id: often, days: counted(60), sampled: false, sample_share: 1 }] },
    'persona_sets.revenue': {
      response: [
        {
          persona_id: often,
          people: 60,
          ...sums,
          orders_per_person: 6,
          value_per_person: 60,
          months: [{ month: '2024-05', ...sums }],
          products: [{ product: 'mug', orders: 360, value: 3600 }],
        },
      ],
    },
    'persona_sets.drift': {
      response: {
        refit: false,
        sentence: 'The customers are much like those the personas were made of.',
        traits: [{ trait: 'days_since_last_order', psi: 0.04, level: 'steady' }],
      },
    },
    'persona_sets.selection': {
      response: {
        method: 'evidence',
        chosen: 2,
        reason: 'two personas are steady and far apart',
        weak: false,
        warning: null,
        people: 100,
        candidates: [
          {
            k: 2,
            silhouette_squared_euclidean: 0.81,
            davies_bouldin: 0.4,
            calinski_harabasz: 310,
            stability: 0.98,
            separation: 0.9,
            chance_silhouette: 0.3,
            smallest_share: 0.4,
            distinct: true,
            fails: [],
          },
        ],
      },
    },
    'targets.download': { response: whoIsWho },
    'targets.preview': {
      response: {
        message: '1 row',
        target_id: id.targets,
        headers: ['email', 'persona'],
        rows: [['person-1@example.com', 'Orders often']],
      },
    },
    'graph.read': {
      response: [
        edge('datasets', 'orders', 'streams', 'orders'),
        edge('streams', 'orders', 'cohorts', 'Customers'),
        edge('cohorts', 'Customers', 'persona_sets', personas.name),
      ],
    },
    'openapi.read': { response: { openapi: '3.1.0', info: { title: 'Moira' } } },
  },
  fields: {
    placeholders_as_values: [['size']],
    'placeholders_as_values[]': ['size'],
    mail_error: [
      'The mail about these personas was not sent: the domain of the sender is not verified at the mail service.',
    ],
    directory: ['orders'],
    file: ['file1.csv'],
    persona_id: [often],
    persona_set_ids: [[id.persona_sets]],
    traits: ['size'],
    'Idempotency-Key': ['orders-2024-06-03'],
    archived_at: [built],
    status_error: ['column not found: "emial" (did you mean "email"?)'],
    status_note: ['waits for a file in "orders"'],
    progress: [{ share: 0.5, doing: 'reading files' }],
    cascade_to: [['targets']],
    email_hash: ['email_sha256'],
    person_full_name: ['full_name'],
    house_number_and_street: ['street'],
    freeform_address: ['address'],
    user_id: ['user_id'],
    anonymous_id: ['anonymous_id'],
    reference_key_column: ['order_no'],
    stream_id: [id.streams],
    refused: ['the file has no header row'],
    'exclusion_cohort_ids[]': [id.cohorts],
    'fails[]': ['unsteady'],
    _eq: ['mug'],
    _neq: ['sample'],
    _gt: [10],
    _gte: [10],
    _lt: [500],
    _lte: [500],
    _null: [true],
    _nnull: [true],
    optional: [true],
    _in: [['mug', 'lamp']],
    _nin: [['sample']],
    _matches: ['^mug'],
    transform_preset: ['default'],
    modeling_fields: [['size']],
    custom_structure: [[{ scope_col: 'email', output_col: 'E-mail', is_identity_col: true }]],
    output_url: [`/v1/targets/${id.targets}/download.csv`],
    weak: ['the customers differ little from each other'],
    aggregation: ['count'],
    aggregation_criteria: ['Orders often'],
    sampled: [true],
  },
}
