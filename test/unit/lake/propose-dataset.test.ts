import { describe, expect, test } from 'vitest'
import { compileDataset } from '../../../shared/lake/ingest/compiled-dataset.ts'
import { proposeDataset } from '../../../shared/lake/propose/propose-dataset.ts'

/** Two orders of two lines, in columns as a shop names them; `line` 0 is the first of its order. */
type Cells = (order: number, line: number) => Record<string, string>
const proposed = (header: string[], cells: Cells) => {
  const rows = [0, 1, 2].flatMap((order) =>
    [0, 1].map((line) => {
      const own = cells(order, line)
      for (const name of Object.keys(own)) if (!header.includes(name)) throw new Error(`no column ${name}`)
      return header.map((name) => own[name] ?? '')
    }),
  )
  const made = proposeDataset('orders', header, rows)
  if (made.config) compileDataset(made.config)
  return made
}
const mail = (order: number) => `p${order}@example.com`
const person = (order: number) => ['Ann Lee', 'Bob Ray', 'Cy Orr'][order]!

const shopify =
  'Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,Payment References'.split(
    ',',
  )
const skyverge =
  'order_id,order_number_formatted,order_number,order_date,status,shipping_total,shipping_tax_total,fee_total,fee_tax_total,tax_total,discount_total,order_total,refunded_total,order_currency,payment_method,shipping_method,customer_id,billing_first_name,billing_last_name,billing_company,billing_email,billing_phone,billing_address_1,billing_address_2,billing_postcode,billing_city,billing_state,billing_country,shipping_first_name,shipping_last_name,shipping_address_1,shipping_address_2,shipping_postcode,shipping_city,shipping_state,shipping_country,shipping_company,customer_note,item_id,item_product_id,item_name,item_sku,item_quantity,item_subtotal,item_subtotal_tax,item_total,item_total_tax,item_refunded,item_refunded_qty,item_meta,item_price'.split(
    ',',
  )
const advanced =
  'Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),Company (Billing),Address 1&2 (Billing),City (Billing),State Code (Billing),Postcode (Billing),Country Code (Billing),Email (Billing),Phone (Billing),First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),City (Shipping),State Code (Shipping),Postcode (Shipping),Country Code (Shipping),Payment Method Title,Cart Discount Amount,Order Subtotal Amount,Shipping Method Title,Order Shipping Amount,Order Refund Amount,Order Total Amount,Order Total Tax Amount,SKU,Item #,Item Name,Quantity (- Refund),Item Cost,Coupon Code,Discount Amount,Discount Amount Tax'.split(
    ',',
  )
const magento1 =
  'Order Number,Order Date,Order Status,Order Purchased From,Order Payment Method,Credit Card Type,Order Shipping Method,Order Subtotal,Order Tax,Order Shipping,Order Discount,Order Grand Total,Order Base Grand Total,Order Paid,Order Refunded,Order Due,Total Qty Items Ordered,Customer Name,Customer Email,Shipping Name,Shipping Company,Shipping Street,Shipping Zip,Shipping City,Shipping State,Shipping State Name,Shipping Country,Shipping Country Name,Shipping Phone Number,Billing Name,Billing Company,Billing Street,Billing Zip,Billing City,Billing State,Billing State Name,Billing Country,Billing Country Name,Billing Phone Number,Order Item Increment,Item Name,Item Status,Item SKU,Item Options,Item Original Price,Item Price,Item Qty Ordered,Item Qty Invoiced,Item Qty Shipped,Item Qty Canceled,Item Qty Refunded,Item Tax,Item Discount,Item Total'.split(
    ',',
  )
const magento2 =
  'increment_id,created_at,store_name,customer_email,customer_firstname,customer_lastname,sku,name,qty_ordered,price,row_total,status'.split(
    ',',
  )
const square =
  'Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,Customer Name,Customer Reference ID,Unit,Count,Itemization Type,Commission,Employee,Fulfillment Note,Channel,Token,Card Brand,PAN Suffix'.split(
    ',',
  )
const amazonUnshipped =
  'order-id,order-item-id,purchase-date,payments-date,buyer-email,buyer-name,buyer-phone-number,sku,product-name,quantity-purchased,currency,item-price,item-tax,shipping-price,shipping-tax,ship-service-level,recipient-name,ship-address-1,ship-address-2,ship-address-3,ship-city,ship-state,ship-postal-code,ship-country,ship-phone-number,delivery-start-date,delivery-end-date,delivery-time-zone,delivery-Instructions,sales-channel'.split(
    ',',
  )
const amazonShipments =
  'amazon-order-id,merchant-order-id,shipment-id,shipment-item-id,amazon-order-item-id,merchant-order-item-id,purchase-date,payments-date,shipment-date,reporting-date,buyer-email,buyer-name,buyer-phone-number,sku,product-name,quantity-shipped,currency,item-price,item-tax,shipping-price,shipping-tax,gift-wrap-price,gift-wrap-tax,ship-service-level,recipient-name,ship-address-1,ship-address-2,ship-address-3,ship-city,ship-state,ship-postal-code,ship-country,ship-phone-number,bill-address-1,bill-address-2,bill-address-3,bill-city,bill-state,bill-postal-code,bill-country,item-promotion-discount,ship-promotion-discount,carrier,tracking-number,estimated-arrival-date,fulfillment-center-id,fulfillment-channel,sales-channel'.split(
    ',',
  )
const amazonAll =
  'amazon-order-id,merchant-order-id,purchase-date,last-updated-date,order-status,fulfillment-channel,sales-channel,order-channel,url,ship-service-level,product-name,sku,asin,item-status,quantity,currency,item-price,item-tax,shipping-price,shipping-tax,gift-wrap-price,gift-wrap-tax,item-promotion-discount,ship-promotion-discount,ship-city,ship-state,ship-postal-code,ship-country,promotion-ids'.split(
    ',',
  )

describe('files of shops', () => {
  test('Shopify: the order’s name, its total once, everything else on the first line', () => {
    const { shop, config } = proposed(shopify, (order, line) => ({
      Name: `#100${order}`,
      Email: mail(order),
      'Created at': '2023-01-05 10:22:31 -0500',
      'Lineitem quantity': '1',
      'Lineitem name': line ? 'Cloth' : 'Chair',
      'Lineitem price': '34.50',
      ...(line === 0 && {
        ...{ Total: `5${order}.50`, Subtotal: '50.00', Id: `51${order}`, 'Accepts Marketing': 'yes', Source: 'web' },
        ...{ 'Billing Name': person(order), 'Billing Street': `${order} Elm St`, 'Billing City': 'Burlington' },
        ...{ 'Billing Zip': "'05401", 'Billing Province': 'VT', 'Billing Phone': '+1 802 555 0100' },
        ...{ 'Billing Address1': `${order} Elm St`, 'Shipping Name': 'Gift Taker', 'Shipping Zip': '05402' },
        ...{ Shipping: '5.00', 'Paid at': '2023-01-05 10:22:31 -0500' },
      }),
    }))
    expect(shop).toBe('shopify')
    expect(config).toEqual({
      options: { type: 'hosted_csv', upload_directory: 'orders' },
      identity_sets: {
        customer: {
          email: 'Email',
          phone: 'Billing Phone',
          person_full_name: 'Billing Name',
          house_number_and_street: ['Billing Street'],
          city: 'Billing City',
          state: 'Billing Province',
          postcode: 'Billing Zip',
        },
      },
      output_to_streams: {
        orders: {
          event_key: ['Name'],
          value_per: 'event',
          data_map: {
            datetime: { column_name: 'Created at' },
            value: { column_name: 'Total' },
            product: { column_name: 'Lineitem name' },
            quantity: { column_name: 'Lineitem quantity' },
            channel: { column_name: 'Source' },
          },
        },
      },
      output_to_traits: { accepts_marketing: { column_name: 'Accepts Marketing' } },
      reference_key_columns: ['Name'],
    })
  })

  test('WooCommerce, as two plugins write it', () => {
    const first = proposed(skyverge, (order, line) => ({
      ...{ order_id: `7${order}`, order_number_formatted: `7${order}`, order_number: `7${order}` },
      ...{ order_date: '2023-01-05 10:22', order_total: `54.5${order}`, customer_id: `4${order}`, status: 'completed' },
      ...{ billing_first_name: 'Ann', billing_last_name: 'Lee', billing_email: mail(order), billing_postcode: '05401' },
      ...{ billing_address_1: '1 Elm St', billing_city: 'Burlington', billing_state: 'VT', billing_country: 'US' },
      ...{ item_id: `${order}${line}`, item_name: line ? 'Cloth' : 'Chair', item_quantity: '2', item_total: '10.00' },
      ...{ item_product_id: '9', item_price: '5.00' },
    }))
    expect(first.shop).toBe('woocommerce')
    expect(first.config?.identity_sets.customer).toEqual({
      ...{ email: 'billing_email', user_id: 'customer_id', person_first_name: 'billing_first_name' },
      ...{ person_last_name: 'billing_last_name', house_number_and_street: ['billing_address_1'] },
      ...{ city: 'billing_city', state: 'billing_state', postcode: 'billing_postcode' },
    })
    expect(first.config?.output_to_streams?.orders).toEqual({
      event_key: ['order_id'],
      value_per: 'event',
      data_map: {
        datetime: { column_name: 'order_date' },
        value: { column_name: 'order_total' },
        product: { column_name: 'item_name' },
        quantity: { column_name: 'item_quantity' },
      },
    })
    const second = proposed(advanced, (order, line) => ({
      ...{ 'Order Number': `7${order}`, 'Order Date': '2023-01-05 10:22', 'Order Status': 'Completed' },
      ...{ 'First Name (Billing)': 'Ann', 'Last Name (Billing)': 'Lee', 'Email (Billing)': mail(order) },
      ...{ 'Address 1&2 (Billing)': '1 Elm St', 'City (Billing)': 'Burlington', 'State Code (Billing)': 'VT' },
      ...{ 'Postcode (Billing)': '05401', 'Phone (Billing)': '802 555 0100', 'Order Total Amount': '54.50' },
      ...{ SKU: 's1', 'Item #': String(line + 1), 'Item Name': line ? 'Cloth' : 'Chair', 'Quantity (- Refund)': '1' },
      ...{ 'Item Cost': '34.50', 'Order Subtotal Amount': '50.00' },
    }))
    expect(second.shop).toBe('woocommerce')
    expect(second.config?.identity_sets.customer).toMatchObject({
      ...{ email: 'Email (Billing)', phone: 'Phone (Billing)', person_first_name: 'First Name (Billing)' },
      ...{ house_number_and_street: ['Address 1&2 (Billing)'], state: 'State Code (Billing)' },
    })
    expect(second.config?.output_to_streams?.orders).toMatchObject({
      ...{ event_key: ['Order Number'], value_per: 'event' },
      data_map: { value: { column_name: 'Order Total Amount' }, product: { column_name: 'Item Name' } },
    })
  })

  test('Magento 1 and 2', () => {
    const first = proposed(magento1, (order, line) => ({
      ...{ 'Order Number': `10000${order}`, 'Order Date': '2023-01-05 10:22:31', 'Order Grand Total': `54.5${order}` },
      ...{ 'Order Base Grand Total': `54.5${order}`, 'Customer Name': person(order), 'Customer Email': mail(order) },
      ...{ 'Billing Name': person(order), 'Billing Street': '1 Elm St', 'Billing Zip': '05401' },
      ...{ 'Billing City': 'Burlington', 'Billing State': 'VT', 'Item Name': line ? 'Cloth' : 'Chair' },
      ...{ 'Item SKU': 's1', 'Item Price': '34.50', 'Item Qty Ordered': '1', 'Item Total': '34.50' },
      ...{ 'Total Qty Items Ordered': '2', 'Order Item Increment': String(line + 1), 'Order Purchased From': 'Main' },
    }))
    expect(first.shop).toBe('magento')
    expect(first.config?.identity_sets.customer).toMatchObject({
      ...{ email: 'Customer Email', person_full_name: 'Billing Name', postcode: 'Billing Zip' },
    })
    expect(first.config?.output_to_streams?.orders).toMatchObject({
      ...{ event_key: ['Order Number'], value_per: 'event' },
      data_map: {
        datetime: { column_name: 'Order Date' },
        value: { column_name: 'Order Grand Total' },
        product: { column_name: 'Item Name' },
        quantity: { column_name: 'Item Qty Ordered' },
        channel: { column_name: 'Order Purchased From' },
      },
    })
    const second = proposed(magento2, (order, line) => ({
      ...{ increment_id: `00000000${order}`, created_at: '2023-01-05 10:22:31', customer_email: mail(order) },
      ...{ customer_firstname: 'Ann', customer_lastname: 'Lee', sku: 's1', name: line ? 'Cloth' : 'Chair' },
      ...{ qty_ordered: '2.0000', price: '5.0000', row_total: '10.0000', status: 'complete' },
    }))
    expect(second.shop).toBe('magento')
    expect(second.config?.identity_sets.customer).toEqual({
      ...{ email: 'customer_email', person_first_name: 'customer_firstname', person_last_name: 'customer_lastname' },
    })
    expect(second.config?.output_to_streams?.orders).toEqual({
      ...{ event_key: ['increment_id'], value_per: 'line' },
      data_map: {
        datetime: { column_name: 'created_at' },
        value: { column_name: 'row_total' },
        product: { column_name: 'name' },
        quantity: { column_name: 'qty_ordered' },
      },
    })
  })

  test('Square: a date, a time and a zone; each line has its own sales', () => {
    const { shop, config } = proposed(square, (order, line) => ({
      ...{ Date: '01/05/23', Time: '10:22:31', 'Time Zone': 'Eastern Time (US & Canada)', Category: 'Home' },
      ...{ Item: line ? 'Cloth' : 'Chair', Qty: '1.0', 'Gross Sales': '$34.50', 'Net Sales': '$34.50', Tax: '$0.00' },
      ...{ 'Transaction ID': `T${order}`, 'Payment ID': `P${order}`, 'Customer ID': `C${order}`, Location: 'Main' },
      ...{ 'Customer Name': person(order), Unit: 'ea', Count: '1', Channel: 'Register', Notes: 'x' },
    }))
    expect(shop).toBe('square')
    expect(config?.options.time_zone).toBe('America/New_York')
    expect(config?.identity_sets.customer).toEqual({ user_id: 'Customer ID', person_full_name: 'Customer Name' })
    expect(config?.output_to_streams?.orders).toEqual({
      ...{ event_key: ['Transaction ID'], value_per: 'line' },
      data_map: {
        datetime: { column_names: ['Date', 'Time'] },
        value: { column_name: 'Net Sales' },
        product: { column_name: 'Item' },
        quantity: { column_name: 'Qty' },
        channel: { column_name: 'Channel' },
      },
    })
  })

  test('Amazon: a line’s price is that of all its pieces; who pays is not who receives', () => {
    const line = (order: number, place: number) => ({
      ...{ 'purchase-date': '2023-01-05T10:22:31+00:00', sku: 's1', 'product-name': place ? 'Cloth' : 'Chair' },
      ...{ currency: 'USD', 'item-price': '34.50', 'item-tax': '0.00', 'sales-channel': 'Amazon.com' },
      ...{ 'ship-city': 'Burlington', 'ship-state': 'VT', 'ship-postal-code': '05401', 'ship-country': 'US' },
      id: `111-000000${order}`,
    })
    for (const [header, key, quantity] of [
      [amazonUnshipped, 'order-id', 'quantity-purchased'],
      [amazonShipments, 'amazon-order-id', 'quantity-shipped'],
    ] as const) {
      const { shop, config } = proposed(header, (order, place) => {
        const { id, ...own } = line(order, place)
        return {
          ...{ ...own, [key]: id, [quantity]: '1', 'buyer-email': mail(order), 'buyer-name': person(order) },
          ...{ 'recipient-name': 'Gift Taker', 'ship-address-1': '9 Oak St', 'buyer-phone-number': '802 555 0100' },
        }
      })
      expect(shop).toBe('amazon')
      expect(config?.identity_sets.customer).toEqual({
        ...{ email: 'buyer-email', phone: 'buyer-phone-number', person_full_name: 'buyer-name' },
      })
      expect(config?.output_to_streams?.orders).toEqual({
        ...{ event_key: [key], value_per: 'line' },
        data_map: {
          datetime: { column_name: 'purchase-date' },
          value: { column_name: 'item-price' },
          product: { column_name: 'product-name' },
          quantity: { column_name: quantity },
          channel: { column_name: 'sales-channel' },
        },
      })
    }
    // The report of all orders names nobody.
    const all = proposed(amazonAll, (order, place) => {
      const { id, ...own } = line(order, place)
      return { ...own, 'amazon-order-id': id, quantity: '1', 'order-status': 'Shipped', asin: 'B00' }
    })
    expect(all.config).toBeUndefined()
    expect(all.notes[0]).toContain('no columns recognise a person')
  })
})

describe('other files', () => {
  const rowsOf = (...rows: string[][]) => rows
  test('a plain list of orders needs no key', () => {
    const { config, shop } = proposeDataset(
      'orders',
      ['account_email', 'product', 'amount', 'updated_at', 'order_no', 'ordered_at'],
      rowsOf(
        ['a@example.com', 'Mug', '12.50', '2024-05-31T09:30:00Z', '1001', '2024-05-30'],
        ['b@example.com', 'Cup', '3', '2024-05-31T09:30:00Z', '1002', '2024-05-29'],
      ),
    )
    expect(shop).toBeUndefined()
    expect(config).toMatchObject({
      identity_sets: { customer: { email: 'account_email' } },
      output_to_streams: {
        orders: { data_map: { datetime: { column_name: 'ordered_at' }, value: { column_name: 'amount' } } },
      },
      reference_key_columns: ['order_no'],
    })
    expect(config?.output_to_streams?.orders).not.toHaveProperty('event_key')
  })

  test('price times pieces, where no line has a sum', () => {
    const { config } = proposeDataset(
      'shop',
      ['Bestellnummer', 'Bestelldatum', 'E-Mail', 'Artikelname', 'Menge', 'Einzelpreis'],
      rowsOf(
        ['A1', '05.01.2024', 'a@example.com', 'Stuhl', '2', '12,50'],
        ['A1', '05.01.2024', 'a@example.com', 'Tisch', '1', '99,00'],
      ),
    )
    expect(config?.output_to_streams?.orders).toEqual({
      ...{ event_key: ['Bestellnummer'], value_per: 'line' },
      data_map: {
        datetime: { column_name: 'Bestelldatum' },
        value: { column_name: 'Einzelpreis', multiply_by: 'Menge' },
        product: { column_name: 'Artikelname' },
        quantity: { column_name: 'Menge' },
      },
    })
    expect(config?.identity_sets.customer).toEqual({ email: 'E-Mail' })
  })

  test('a list of people gives traits, and no remark and no id among them', () => {
    const { config, notes } = proposeDataset(
      'crm',
      ['Name', 'Mail', 'Age', 'Plan', 'Notes', 'Contact ID', 'Home owner'],
      Array.from({ length: 30 }, (_, i) => [
        ...[`Ann Lee${i}`, `p${i}@example.com`, String(20 + i), i % 2 ? 'gold' : 'silver'],
        ...[`said ${i} things`, `c${i}`, i % 2 ? 'yes' : 'no'],
      ]),
    )
    expect(config).toEqual({
      options: { type: 'hosted_csv', upload_directory: 'crm' },
      identity_sets: { customer: { email: 'Mail', person_full_name: 'Name' } },
      output_to_traits: {
        age: { column_name: 'Age' },
        plan: { column_name: 'Plan' },
        home_owner: { column_name: 'Home owner' },
      },
    })
    expect(notes.join()).toContain('facts about people')
  })

  test('cells have a say: an e-mail column of words is none, and the id of a guest is nobody’s', () => {
    const { config } = proposeDataset(
      'orders',
      ['email', 'login', 'customer_id', 'date', 'total'],
      rowsOf(['yes', 'a@example.com', '0', '2024-01-05', '5'], ['no', 'b@example.com', '0', '2024-01-06', '6']),
    )
    expect(config?.identity_sets.customer).toEqual({ email: 'login' })
  })

  test('other shops, by the words of their columns alone', () => {
    const of = (header: string) => proposeDataset('x', header.split(','), []).config
    expect(of('Order ID,Customer Email,Order Date,Order Total (inc tax),Product Name,Product Qty')).toMatchObject({
      output_to_streams: { orders: { data_map: { value: { column_name: 'Order Total (inc tax)' } } } },
    })
    expect(of('Sale Date,Item Name,Buyer Email,Quantity,Price,Item Total,Order ID,SKU')?.output_to_streams).toEqual({
      orders: {
        ...{ event_key: ['Order ID'], value_per: 'line' },
        data_map: {
          datetime: { column_name: 'Sale Date' },
          value: { column_name: 'Item Total' },
          product: { column_name: 'Item Name' },
          quantity: { column_name: 'Quantity' },
        },
      },
    })
    expect(of('InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country')).toMatchObject({
      identity_sets: { customer: { user_id: 'CustomerID' } },
      output_to_streams: {
        orders: {
          ...{ event_key: ['InvoiceNo'], value_per: 'line' },
          data_map: {
            datetime: { column_name: 'InvoiceDate' },
            value: { column_name: 'UnitPrice', multiply_by: 'Quantity' },
            product: { column_name: 'Description' },
          },
        },
      },
    })
    const customers = of('First Name,Last Name,Email,Default Address Address1,Default Address City,Default Address Zip')
    expect(customers?.identity_sets.customer).toMatchObject({
      ...{ house_number_and_street: ['Default Address Address1'], postcode: 'Default Address Zip' },
    })
  })

  test('a file without a row, and one of a single column', () => {
    expect(proposeDataset('x', ['Name', 'Email', 'Created at', 'Total', 'Lineitem name'], []).config).toMatchObject({
      identity_sets: { customer: { email: 'Email' } },
      output_to_streams: { orders: { event_key: ['Name'], data_map: { datetime: { column_name: 'Created at' } } } },
    })
    expect(proposeDataset('x', ['colour'], []).config).toBeUndefined()
    expect(proposeDataset('x', ['email'], [['a@example.com']]).config).toEqual({
      options: { type: 'hosted_csv', upload_directory: 'x' },
      identity_sets: { customer: { email: 'email' } },
    })
  })
})
