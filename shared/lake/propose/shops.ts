/** Shops whose exports of orders are known by their columns. */
export type Shop = 'shopify' | 'woocommerce' | 'magento' | 'square' | 'amazon'

/** Columns, as words, that are a shop's; all of one list must be there. */
const SIGNS: readonly [Shop, readonly (readonly string[])[]][] = [
  [
    'shopify',
    [
      ['name', 'lineitem name'],
      ['name', 'lineitem quantity'],
    ],
  ],
  [
    'square',
    [
      ['transaction id', 'item', 'net sales'],
      ['transaction id', 'item', 'gross sales'],
      ['transaction id', 'payment id'],
    ],
  ],
  [
    'amazon',
    [
      ['amazon order id'],
      ['order id', 'order item id'],
      ['order id', 'asin'],
      ['order id', 'asin isbn'],
      ['order id', 'ship service level'],
    ],
  ],
  [
    'magento',
    [
      ['order increment id'],
      ['increment id'],
      ['qty ordered'],
      ['item qty ordered'],
      ['purchase point', 'bill to name'],
      ['order purchased from'],
    ],
  ],
  [
    'woocommerce',
    [
      ['email billing'],
      ['first name billing'],
      ['order number formatted'],
      ['billing first name', 'order total'],
      ['billing email', 'order total'],
      ['billing first name', 'item name'],
      ['order number', 'billing email'],
      ['order id', 'billing email'],
    ],
  ],
]

/** The shop that wrote a file with these columns, given as words. */
export function shopOf(words: ReadonlySet<string>): Shop | undefined {
  return SIGNS.find(([, signs]) => signs.some((all) => all.every((one) => words.has(one))))?.[0]
}

/** Time zones as Square writes them, by their names in the IANA database. */
export const ZONES: Readonly<Record<string, string>> = {
  'Eastern Time (US & Canada)': 'America/New_York',
  'Central Time (US & Canada)': 'America/Chicago',
  'Mountain Time (US & Canada)': 'America/Denver',
  'Pacific Time (US & Canada)': 'America/Los_Angeles',
  Arizona: 'America/Phoenix',
  Alaska: 'America/Anchorage',
  Hawaii: 'Pacific/Honolulu',
  'Atlantic Time (Canada)': 'America/Halifax',
  London: 'Europe/London',
  Dublin: 'Europe/Dublin',
  Paris: 'Europe/Paris',
  Madrid: 'Europe/Madrid',
  Sydney: 'Australia/Sydney',
  Melbourne: 'Australia/Melbourne',
  Tokyo: 'Asia/Tokyo',
}
