/** Whom a column is about, by words of its name. */
export type Party = 'customer' | 'billing' | 'shipping' | 'nobody'

/** The name of a column, taken apart. */
export interface ColumnWords {
  /** In lower case, without accents and signs: `Order #` is `order number`, `First Name (Billing)` is `first name billing`. */
  words: string
  party: Party
  /** The same without the words that say whom it is about: `first name`. */
  field: string
}

const PARTIES: readonly [Exclude<Party, 'nobody'>, RegExp][] = [
  ['billing', /\b(billing|bill to|bill|invoice address|rechnung|rechnungs|facturation|facturacion)\b/],
  ['shipping', /\b(shipping|ship to|ship|recipient|receiver|delivery|deliver to|liefer|lieferung|livraison|envio)\b/],
  ['customer', /\b(customer|customers|buyer|client|purchaser|consumer|subscriber|member|kunde|kunden|account user)\b/],
]

export function wordsOf(name: string): ColumnWords {
  const words = name
    .replaceAll(/(?<=[\p{Ll}\d])(?=\p{Lu})/gu, ' ')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('#', ' number ')
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()
  const [party, pattern] = PARTIES.find(([, pattern]) => pattern.test(words)) ?? ['nobody' as const, undefined]
  const field = pattern ? words.replace(pattern, ' ').replaceAll(/ +/g, ' ').trim() : words
  // Shopify's list of customers says so of the one address that it has.
  return { words, party, field: field.replace(/^default address (?=.)/, '') }
}
