import type { MappedColumn } from './dataset-config.ts'

const QUANTITY =
  /(^|[^a-z])(quantity|quantities|qty|units?|pieces|pcs|items? count|number of items|menge|anzahl|stueck|stück|stk|quantite|quantité|qte|qté|cantidad|cant|ctd|quantita|quantità|quantidade|qtd|aantal)([^a-z]|$)/
const OF_ORDER = /(^|[^a-z])(total|gesamt|unit (price|cost|of measure)|price|cost|sku)([^a-z]|$)/

/** `quantityOrdered`, `qty_ordered`, `Lineitem quantity` as words. */
const words = (name: string): string =>
  name
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
    .replaceAll(/[\s_.-]+/g, ' ')

/** Whether a name says how many pieces of one line there are. */
export const namesQuantity = (name: string): boolean => QUANTITY.test(words(name)) && !OF_ORDER.test(words(name))

/**
 * The properties that say how many pieces a line has, by their own name, by that of their column, or because the value is
 * multiplied by their column: of an event of several lines they are added up.
 */
export function quantitiesOf(dataMap: Readonly<Record<string, MappedColumn>>): string[] {
  const factor = dataMap.value?.multiply_by
  return Object.entries(dataMap)
    .filter(([name]) => name !== 'datetime' && name !== 'value' && name !== 'product')
    .filter(([name, { column_name: column = '' }]) => {
      return namesQuantity(name) || namesQuantity(column) || column === factor
    })
    .map(([name]) => name)
}
