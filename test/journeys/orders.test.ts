import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from '../support/cloud.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

/** Three orders of Ann, one of Bob, one of Cy in the future; Dan is known by a list only. */
const orders = `no,email,at,total,item
a1,ann@example.com,2024-01-05,10.50,Lamp
a2,ann@example.com,2024-03-01T10:00:00Z,20,Chair
a3,ann@example.com,2024-02-01,0.25,Lamp
b1,bob@example.com,2024-02-10,,Lamp
c1,cy@example.com,2999-01-01,99,Lamp
`
const crm = `email,orders_first\nann@example.com,long ago\ndan@example.com,never\n`

test('orders per customer are delivered, and one row per order where a target asks for it', async () => {
  const customer = await journey.customer()
  await customer.upload('orders/1.csv', orders)
  await customer.upload('crm/1.csv', crm)
  const dataset = await customer.post('/datasets', {
    name: 'orders',
    options: { type: 'hosted_csv', upload_directory: 'orders' },
    identity_sets: { customer: { email: 'email' } },
    reference_key_columns: ['no'],
    output_to_streams: {
      orders: {
        data_map: {
          datetime: { column_name: 'at' },
          value: { column_name: 'total' },
          product: { column_name: 'item' },
        },
      },
    },
  })
  await customer.post('/datasets', {
    name: 'crm',
    options: { type: 'hosted_csv', upload_directory: 'crm' },
    identity_sets: { customer: { email: 'email' } },
    output_to_traits: { orders_first: { column_name: 'orders_first' } },
  })
  const everybody = await customer.post('/cohorts', { name: 'Everybody' })
  const scope = (attributes: string[]) => ({
    preview: false,
    population: { cohort_ids: [everybody.id] },
    payload: { attributes },
  })
  const refused = await customer.ask('POST', '/scopes', scope(['orders_cuont']))
  expect(refused.status).toBe(400)
  expect(refused.body.note).toContain(
    'attribute not found: "orders_cuont", there is: "orders_first", "orders_count", "orders_value", "orders_first_2", "orders_last", "orders_recency_days"',
  )
  expect(refused.body.note).toContain('(did you mean "orders_count"?)')

  const { id } = await customer.post('/scopes', {
    ...scope(['orders_count', 'orders_value', 'orders_first', 'orders_first_2', 'orders_last']),
    name: 'Orders per customer',
  })
  const file = async (name: string, representation: object) => {
    const target = await customer.post('/targets', {
      name,
      scope_id: id,
      options: { type: 'hosted_csv' },
      representation,
    })
    await customer.ready(`/targets/${target.id}`)
    return customer.get(`/targets/${target.id}/download.csv`)
  }
  const byEmail = (csv: string) => csv.trim().split('\n').slice(1).sort()
  expect(byEmail(await file('Per person', { mode: 'identified', aggregate: 'person' }))).toEqual([
    'ann@example.com,3,30.75,long ago,2024-01-05,2024-03-01 10:00:00',
    'bob@example.com,1,,,2024-02-10,2024-02-10',
    // An order to come does not count yet.
    'cy@example.com,0,0,,,',
    'dan@example.com,0,0,never,,',
  ])
  const reference = { dataset_id: dataset.id, column_name: 'no' }
  expect(await file('Per person’s order', { mode: 'referenced', reference })).toBe(
    `no,orders_count,orders_value,orders_first,orders_first_2,orders_last
a1,3,30.75,long ago,2024-01-05,2024-03-01 10:00:00
b1,1,,,2024-02-10,2024-02-10
c1,0,0,,,
`,
  )
  expect(await file('Per order', { mode: 'referenced', reference, per: 'reference' })).toBe(
    `no,orders_count,orders_value,orders_first,orders_first_2,orders_last
a1,3,30.75,long ago,2024-01-05,2024-03-01 10:00:00
a2,3,30.75,long ago,2024-01-05,2024-03-01 10:00:00
a3,3,30.75,long ago,2024-01-05,2024-03-01 10:00:00
b1,1,,,2024-02-10,2024-02-10
c1,0,0,,,
`,
  )
})

test('dimensions of a persona set are delivered as they were measured', async () => {
  const customer = await journey.customer()
  const rows = Array.from({ length: 40 }, (_, i) => i).flatMap((i) =>
    Array.from(
      { length: 1 + (i % 4) },
      (_, n) => `p${i}@example.com,2024-01-${10 + n},${n % 2 ? 'Lamp' : 'Chair'},${i}`,
    ),
  )
  await customer.upload('orders/1.csv', `email,at,item,total\n${rows.join('\n')}\n`)
  await customer.post('/datasets', {
    name: 'orders',
    options: { type: 'hosted_csv', upload_directory: 'orders' },
    identity_sets: { customer: { email: 'email' } },
    output_to_streams: {
      orders: {
        data_map: {
          datetime: { column_name: 'at' },
          value: { column_name: 'total' },
          product: { column_name: 'item' },
        },
      },
    },
  })
  const cohort = await customer.post('/cohorts', { name: 'Buyers', stream_name: 'orders' })
  const set = await customer.post('/persona_sets', { name: 'Personas', cohort_id: cohort.id })
  const attributes = [
    'orders_recency_days',
    'orders_distinct_product',
    'orders_share_product:Lamp',
    'orders_average_value',
  ]
  const scope = await customer.post('/scopes', {
    preview: false,
    population: { cohort_ids: [cohort.id] },
    payload: { persona_set_ids: [set.id], attributes },
  })
  const target = await customer.post('/targets', { scope_id: scope.id, options: { type: 'hosted_csv' } })
  await customer.ready(`/targets/${target.id}`)
  const found = await customer.rows(`/targets/${target.id}/download.csv`)
  const of = (n: number) => {
    const row = found.find(({ email }) => email === `p${n}@example.com`)!
    return attributes.map((name) => Number(row[name]))
  }
  expect(found).toHaveLength(40)
  // The newest order is of 13 January.
  expect(of(0)).toEqual([3, 1, 0, 0])
  expect(of(5)).toEqual([2, 2, 0.5, 5])
  expect(of(7)).toEqual([0, 2, 0.5, 7])
  expect(of(38)[2]).toBeCloseTo(1 / 3)
})

test('orders of several lines are counted, found and added up by all their lines', async () => {
  const customer = await journey.customer()
  const header = 'Name,Email,Total,Created at,Lineitem quantity,Lineitem name\n'
  const january = `${header}#1,ann@example.com,54.50,2024-01-05,1,Chair
#1,,,,2,Cloth
#1,,,,2,Cloth
#2,bob@example.com,20,2024-01-06,1,Lamp
`
  // The same orders once more, and the first one as it was changed.
  const february = `${header}#1,ann@example.com,34.50,2024-01-05,1,Chair
#1,,,,3,Rug
#2,bob@example.com,20,2024-01-06,1,Lamp
#3,bob@example.com,5,2024-02-06,1,Cloth
`
  await customer.upload('orders/1.csv', january)
  await customer.upload('orders/1-again.csv', january)
  const { id } = await customer.post('/datasets', {
    name: 'orders',
    options: { type: 'hosted_csv', upload_directory: 'orders' },
    identity_sets: { customer: { email: 'Email' } },
    output_to_streams: {
      orders: {
        event_key: ['Name'],
        data_map: {
          datetime: { column_name: 'Created at' },
          value: { column_name: 'Total' },
          product: { column_name: 'Lineitem name' },
          quantity: { column_name: 'Lineitem quantity' },
        },
      },
    },
  })
  const cohort = async (name: string, stream_conditions: object[], more = {}) =>
    (await customer.post('/cohorts', { name, stream_name: 'orders', stream_conditions, ...more })).id
  const of = {
    cloth: await cohort('Cloth', [{ property: 'product', _eq: 'Cloth' }]),
    rug: await cohort('Rug', [{ property: 'product', _eq: 'Rug' }]),
    five: await cohort('Five pieces', [{ property: 'quantity', _eq: 5 }]),
    twice: await cohort('Twice', [], { min_count: 2 }),
    total: await cohort('54.50', [], { min_value: 54.5, max_value: 54.5 }),
  }
  const counts = async () => {
    const found: Record<string, number> = {}
    for (const [name, one] of Object.entries(of)) {
      found[name] = (await customer.ready(`/cohorts/${one}`)).population_count
    }
    return found
  }
  expect(await counts()).toEqual({ cloth: 1, rug: 0, five: 1, twice: 0, total: 1 })
  expect(await customer.get(`/datasets/${id}`)).toMatchObject({ duplicate_count: 4, identified_count: 8 })

  await customer.upload('orders/2.csv', february)
  await customer.patch(`/datasets/${id}`, { upsert_columns: ['Name'] })
  expect(await counts()).toEqual({ cloth: 1, rug: 1, five: 0, twice: 1, total: 0 })
  expect(await customer.get('/streams/orders')).toMatchObject({ event_count: 3, people_count: 2 })
})

test('a dataset is proposed for a file of a shop, and can be made of the proposal as it stands', async () => {
  const customer = await journey.customer()
  expect((await customer.ask('GET', '/uploads/shop/reading')).status).toBe(404)
  await customer.upload(
    'shop/orders_export.csv',
    `Name,Email,Financial Status,Paid at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing Street,Billing City,Billing Zip,Billing Province,Id
#1001,ann@example.com,paid,2023-01-05 10:23:00 -0500,yes,USD,54.50,0.00,0.00,54.50,2023-01-05 10:22:31 -0500,1,Chair,34.50,C1,Ann Lee,1 Elm St,Burlington,05401,VT,9001
#1001,ann@example.com,,,,,,,,,2023-01-05 10:22:31 -0500,2,Cloth,10.00,C2,,,,,,
#1002,bob@example.com,paid,2023-02-05 10:23:00 -0500,no,USD,20.00,0.00,0.00,20.00,2023-02-05 10:22:31 -0500,1,Cloth,20.00,C2,Bob Ray,2 Elm St,Burlington,05401,VT,9002
`,
  )
  const reading = await customer.get('/uploads/shop/reading')
  expect(reading).toMatchObject({ file: 'shop/orders_export.csv', file_count: 1, delimiter: ',', shop: 'shopify' })
  expect(reading.columns.slice(0, 2)).toEqual([
    {
      name: 'Name',
      data_type: 'string',
      fill_rate: 1,
      samples: ['#1001', '#1002'],
      field: 'output_to_streams.orders.event_key',
    },
    {
      name: 'Email',
      data_type: 'string',
      fill_rate: 1,
      samples: ['ann@example.com', 'bob@example.com'],
      field: 'identity_sets.customer.email',
    },
  ])
  const { id } = await customer.post('/datasets', reading.dataset)
  const cohort = await customer.post('/cohorts', {
    name: 'Cloth',
    stream_name: 'orders',
    stream_conditions: [{ property: 'product', _eq: 'Cloth' }],
    min_count: 1,
    max_count: 1,
  })
  expect((await customer.ready(`/cohorts/${cohort.id}`)).population_count).toBe(2)
  expect(await customer.get(`/datasets/${id}`)).toMatchObject({
    rejected_count: 0,
    keyed_streams: [{ stream_name: 'orders', value_per: 'event', line_count: 3, event_count: 2 }],
  })
  expect(await customer.get('/streams/orders')).toMatchObject({ event_count: 2, people_count: 2 })
})

/** Ann ordered one chair for 34.50 and two cloths for 20.00, Bob one cloth for 20.00, as five shops write it. */
const shops: Record<string, string> = {
  shopify: `Name,Email,Financial Status,Currency,Subtotal,Shipping,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Name,Billing Street,Billing Zip
#1001,ann@example.com,paid,USD,54.50,0.00,54.50,2023-01-05 10:22:31 -0500,1,Chair,34.50,Ann Lee,1 Elm St,'05401
#1001,ann@example.com,,,,,,2023-01-05 10:22:31 -0500,2,Cloth,10.00,,,
#1002,bob@example.com,paid,USD,20.00,0.00,20.00,2023-02-05 10:22:31 -0500,1,Cloth,20.00,Bob Ray,2 Elm St,'05401
`,
  woocommerce: `Order Number,Order Status,Order Date,First Name (Billing),Last Name (Billing),Address 1&2 (Billing),Postcode (Billing),Email (Billing),Order Total Amount,SKU,Item #,Item Name,Quantity,Item Cost
17,Completed,2023-01-05 10:22,Ann,Lee,1 Elm St,05401,ann@example.com,54.50,C1,1,Chair,1,34.50
17,Completed,2023-01-05 10:22,Ann,Lee,1 Elm St,05401,ann@example.com,54.50,C2,2,Cloth,2,10.00
18,Completed,2023-02-05 10:22,Bob,Ray,2 Elm St,05401,bob@example.com,20.00,C2,1,Cloth,1,20.00
`,
  magento: `increment_id;created_at;customer_email;customer_firstname;customer_lastname;sku;name;qty_ordered;price;row_total
000000017;2023-01-05 10:22:31;ann@example.com;Ann;Lee;C1;Chair;1.0000;34.5000;34.5000
000000017;2023-01-05 10:22:31;ann@example.com;Ann;Lee;C2;Cloth;2.0000;10.0000;20.0000
000000018;2023-02-05 10:22:31;bob@example.com;Bob;Ray;C2;Cloth;1.0000;20.0000;20.0000
`,
  square: `Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Payment ID,Event Type,Customer ID,Customer Name
01/05/23,10:22:31,Eastern Time (US & Canada),Home,Chair,1.0,Regular,C1,$40.00,-$5.50,$34.50,$0.00,T1,P1,Payment,ann@example.com,Ann Lee
01/05/23,10:22:31,Eastern Time (US & Canada),Home,Cloth,2.0,Regular,C2,$20.00,$0.00,$20.00,$0.00,T1,P1,Payment,ann@example.com,Ann Lee
02/15/23,10:22:31,Eastern Time (US & Canada),Home,Cloth,1.0,Regular,C2,$20.00,$0.00,$20.00,$0.00,T2,P2,Payment,bob@example.com,Bob Ray
`,
  amazon: [
    'order-id order-item-id purchase-date buyer-email buyer-name sku product-name quantity-purchased currency item-price item-tax recipient-name ship-address-1 ship-city ship-postal-code',
    '111-1 9001 2023-01-05T10:22:31+00:00 ann@example.com Ann_Lee C1 Chair 1 USD 34.50 0.00 Gift_Taker 9_Oak_St Stowe 05672',
    '111-1 9002 2023-01-05T10:22:31+00:00 ann@example.com Ann_Lee C2 Cloth 2 USD 20.00 0.00 Gift_Taker 9_Oak_St Stowe 05672',
    '111-2 9003 2023-02-05T10:22:31+00:00 bob@example.com Bob_Ray C2 Cloth 1 USD 20.00 0.00 Bob_Ray 2_Elm_St Stowe 05672',
  ]
    .map((line) => `${line.replaceAll(' ', '\t').replaceAll('_', ' ')}\n`)
    .join(''),
}

test.each(Object.keys(shops))('orders of %s are counted as proposed, with no word from the customer', async (shop) => {
  const customer = await journey.customer()
  await customer.upload('shop/orders.csv', shops[shop]!)
  const reading = await customer.get('/uploads/shop/reading')
  expect(reading.shop).toBe(shop)
  await customer.post('/datasets', reading.dataset)
  const cohort = await customer.post('/cohorts', {
    name: 'Two cloths',
    stream_name: 'orders',
    stream_conditions: [
      { property: 'product', _eq: 'Cloth' },
      { property: 'quantity', _gte: 3 },
    ],
  })
  const everybody = await customer.post('/cohorts', { name: 'Everybody' })
  const scope = await customer.post('/scopes', {
    preview: false,
    population: { cohort_ids: [everybody.id] },
    payload: { attributes: ['orders_count', 'orders_value', 'orders_average_quantity', 'orders_distinct_product'] },
  })
  const target = await customer.post('/targets', { scope_id: scope.id, options: { type: 'hosted_csv' } })
  await customer.ready(`/targets/${target.id}`)
  const rows = await customer.rows(`/targets/${target.id}/download.csv`)
  const found = rows.map((row) => [
    row.email ?? row.user_id,
    ...[row.orders_count, row.orders_value, row.orders_average_quantity, row.orders_distinct_product].map(Number),
  ])
  expect(found.sort()).toEqual([
    ['ann@example.com', 1, 54.5, 3, 2],
    ['bob@example.com', 1, 20, 1, 1],
  ])
  expect((await customer.ready(`/cohorts/${cohort.id}`)).population_count).toBe(1)
})

test('personas, their flow and their revenue see every line of an order', async () => {
  const customer = await journey.customer()
  const lines = Array.from({ length: 60 }, (_, i) => i).flatMap((i) => {
    const [first, price] = i % 2 ? ['Chair', 30] : ['Lamp', 50]
    return [
      `n${i},p${i}@example.com,2024-01-${10 + (i % 9)},${first},${i % 2 ? 1 : 9},${price}`,
      `n${i},,,Cloth,1,10`,
      `m${i},p${i}@example.com,2024-03-01,Cloth,1,10`,
    ]
  })
  await customer.upload('orders/1.csv', `no,email,at,item,qty,amount\n${lines.join('\n')}\n`)
  await customer.post('/datasets', {
    name: 'orders',
    options: { type: 'hosted_csv', upload_directory: 'orders' },
    identity_sets: { customer: { email: 'email' } },
    output_to_streams: {
      orders: {
        event_key: ['no'],
        value_per: 'line',
        data_map: {
          datetime: { column_name: 'at' },
          value: { column_name: 'amount' },
          product: { column_name: 'item' },
          quantity: { column_name: 'qty' },
        },
      },
    },
  })
  const cohort = await customer.post('/cohorts', { name: 'Buyers', stream_name: 'orders' })
  const set = await customer.post('/persona_sets', {
    name: 'Personas',
    cohort_id: cohort.id,
    clustering_dimensions: { streams: { orders: ['product', 'quantity'] } },
  })
  const built = await customer.ready(`/persona_sets/${set.id}`)
  expect(built.personas.map((one: { individuals_count: number }) => one.individuals_count)).toEqual([30, 30])
  expect(built.dimensions).toEqual(expect.arrayContaining(['orders_share_product:Chair', 'orders_average_quantity']))
  const revenue = await customer.get(`/persona_sets/${set.id}/analysis/revenue`)
  type Product = { product: string; orders: number; value: number }
  const products = revenue.flatMap((one: { products: Product[] }) => one.products)
  const of = (name: string) =>
    products
      .filter((one: Product) => one.product === name)
      .reduce((sum: number[], one: Product) => [sum[0]! + one.orders, sum[1]! + one.value], [0, 0])
  expect([of('Chair'), of('Lamp'), of('Cloth')]).toEqual([
    [30, 900],
    [30, 1500],
    [120, 1200],
  ])
  const flow = await customer.get(`/persona_sets/${set.id}/analysis/flow`)
  for (const { days } of flow) expect(days.at(-1)).toMatchObject({ date: '2024-03-01', count: 30 })
})
