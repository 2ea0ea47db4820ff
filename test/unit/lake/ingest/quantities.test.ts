import { expect, test } from 'vitest'
import { namesQuantity, quantitiesOf } from '../../../../shared/lake/ingest/quantities.ts'

test.each([
  ...['quantity', 'Lineitem quantity', 'Item Quantity', 'qty', 'qty_ordered', 'Item Qty Ordered', 'quantityOrdered'],
  ...['quantity-purchased', 'quantity-shipped', 'Units', 'Menge', 'Anzahl', 'Stück', 'cantidad', 'Quantité', 'aantal'],
])('%s says how many pieces a line has', (name) => {
  expect(namesQuantity(name)).toBe(true)
})

test.each([
  ...['Total Qty Items Ordered', 'Total quantity', 'Unit price', 'unit_cost', 'price', 'Subtotal', 'Quality'],
  ...['Lineitem price', 'community', 'SKU quantity code', 'Equity', 'product', 'Einzelpreis'],
])('%s does not', (name) => {
  expect(namesQuantity(name)).toBe(false)
})

test('a property is a quantity by its name, by its column, or as the factor of the value', () => {
  expect(
    quantitiesOf({
      datetime: { column_name: 'Units' },
      value: { column_name: 'price', multiply_by: 'n' },
      product: { column_name: 'quantity' },
      pieces: { column_name: 'x' },
      bought: { column_name: 'Lineitem quantity' },
      factor: { column_name: 'n' },
      weight: { column_name: 'weight' },
    }),
  ).toEqual(['pieces', 'bought', 'factor'])
})
