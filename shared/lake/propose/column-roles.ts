import { namesQuantity } from '../ingest/quantities.ts'
import type { ColumnWords } from './column-words.ts'

/** A thing that a column may say of a person. */
export type PersonRole =
  | 'email'
  | 'email_hash'
  | 'phone'
  | 'first_name'
  | 'last_name'
  | 'full_name'
  | 'street'
  | 'street_2'
  | 'address'
  | 'city'
  | 'state'
  | 'postcode'
  | 'user_id'

/** A thing that a column may say of an order or of one of its lines. */
export type OrderRole =
  | 'order'
  | 'time'
  | 'time_of_day'
  | 'time_zone'
  | 'total'
  | 'line_total'
  | 'price'
  | 'product'
  | 'quantity'
  | 'channel'

/** By the words of a name without those that say whom it is about. */
const PERSON: readonly [PersonRole, RegExp][] = [
  ['email_hash', /^((hashed|sha ?256|md ?5) e ?mail( address)?|e ?mail (hash|hashed|sha ?256|md ?5))$/],
  ['email', /^(e ?mail|mail|correo|courriel)( address| adresse| electronico| id)?( 1)?$/],
  [
    'phone',
    /^((day ?time|mobile|cell|home|work|contact|primary) )?(phone|telephone|tel|mobile|cell|telefon|telefono|handy|mobil|portable)( no| nr| number| num)?( 1)?$/,
  ],
  ['first_name', /^(first ?name|given ?name|fname|first|vorname|prenom|nombre)$/],
  ['last_name', /^(last ?name|surname|family ?name|lname|last|nachname|nom de famille|apellidos?)$/],
  [
    'street',
    /^(street( address| name)?|address( line)? ?1|street( address)?( line)? ?1|address 1 2|house number and street|strasse|strasse und hausnummer|calle|rue)$/,
  ],
  ['street_2', /^(address( line)? ?2|street( address)?( line)? ?2|unit|apartment|apt|suite)$/],
  ['address', /^(address|full address|freeform address|adresse|direccion|anschrift)$/],
  ['city', /^(city|town|ort|stadt|ville|ciudad|locality)( name)?$/],
  ['state', /^(state|province|region|bundesland|provincia)( code| province| or region| name)?$/],
  [
    'postcode',
    /^(zip|zip ?code|postal ?code|postcode|post code|plz|zip postal code|postleitzahl|code postal|codigo postal)( zip)?$/,
  ],
]

export function personRole({ words, party, field }: ColumnWords): PersonRole | undefined {
  if (/^(user|client|member|account|kunden|customer|buyer) ?(id|no|nr|number|nummer|reference id)$/.test(words))
    return 'user_id'
  if (/^(full ?name|name|nom|nombre completo)$/.test(field) && (party !== 'nobody' || /^full ?name$/.test(field)))
    return 'full_name'
  // A column that is called after a person alone holds the name of one; its cells may say otherwise.
  if (party !== 'nobody' && field === '' && words !== 'bill' && words !== 'ship')
    return party === 'customer' ? 'full_name' : undefined
  return PERSON.find(([, pattern]) => pattern.test(field))?.[0]
}

/** In order of preference where several columns fit: the first that has cells is taken. */
const ORDER: Readonly<Record<Exclude<OrderRole, 'quantity'>, readonly RegExp[]>> = {
  order: [
    /^(amazon )?order ?(id|number|no|nr|num|name|reference|ref)( formatted)?$|^order increment id$|^increment id$|^order number formatted$/,
    /^order$|^(bestellung|bestellnummer|bestell nr|auftragsnummer|numero de commande|commande|pedido|numero de pedido)$/,
    /^(invoice|receipt|rechnung|rechnungsnummer|factura)( id| number| no| nr)?$/,
    /^(transaction|sale|checkout|purchase|ticket) ?(id|number|no)$/,
    /^(merchant order id|order key)$/,
  ],
  time: [
    /^(order ?)?(created|placed|purchased|ordered)( ?at| ?on| ?date)?( gmt| utc)?$/,
    /^(order|purchase|bestell|sale) ?(date|datum|date ?time|timestamp|time)( gmt| utc)?$|^date (created|placed|ordered|purchased|of order|of purchase)( gmt| utc)?$|^(bestelldatum|kaufdatum|fecha de pedido|date de commande)$/,
    /^(invoice|transaction|receipt|creation|checkout|event) ?(date|date ?time|timestamp|time)$/,
    /^(date|date ?time|timestamp|time ?stamp|datum|fecha|when)$/,
    /^(paid|payments?|completed|processed) ?(at|on|date)$|^date (paid|completed)( gmt)?$/,
  ],
  time_of_day: [/^(order |transaction |purchase )?(time|uhrzeit|hora|heure)$/],
  time_zone: [/^time ?zone$/],
  total: [
    /^(order )?grand total( purchased)?$|^order total( amount)?$/,
    /^(order )?grand total base$|^base grand total$|^total( price| amount| paid| spent| value)?$|^order (amount|value|revenue)$/,
    /^(amount|revenue|sum|betrag|gesamt|gesamtbetrag|summe|importe|montant|umsatz|total collected|amount paid|value)$/,
  ],
  line_total: [
    /^(line ?item|item|line|product|row) ?(net )?(total|amount|revenue|value)( price)?$/,
    /^(net sales|row total|base row total|product sales|item net total|extended price|line price)$/,
    /^(gross sales|(line ?item|item|line|row) ?subtotal|item subtotal)$/,
  ],
  price: [
    /^(line ?item|item|product|unit|selling|sale) ?(price|cost)( each)?$|^price (each|per unit)$/,
    /^(price|preis|stuckpreis|einzelpreis|precio|prix|base price|original price)$/,
  ],
  product: [
    /^(line ?item|item|product|variant|article|artikel|producto|produit) ?(name|title|bezeichnung)$|^(artikelname|produktname)$/,
    /^(product|item|article|artikel|produkt|producto|produit|merchandise)$/,
    /^(line ?item|item|product|artikel)? ?(title|description|beschreibung)$/,
    /^name$/,
    /^((line ?item|item|product|seller|merchant) ?)?(sku|asin|asin isbn|ean|upc|artikelnummer|stock code|product id)$/,
  ],
  channel: [
    /^(sales |order )?channel$|^marketplace$/,
    /^(order |lead )?source( name)?$|^purchase point$|^(order )?purchased from( store)?$|^utm source$/,
  ],
}

/** How well a name fits a role: 0 best; undefined: not at all. */
export function orderRank(role: OrderRole, { words }: ColumnWords): number | undefined {
  if (role === 'quantity') {
    if (/^((line ?item|item|product) )?(quantity|qty)( ordered| purchased| shipped| sold)?$/.test(words)) return 0
    return namesQuantity(words) && !/refund|return|cancel|fulfill|backorder|invoiced|available/.test(words)
      ? 1
      : undefined
  }
  // `Order Total (inc tax)`, `Amount USD`
  const plain = words.replace(
    /( (inc|incl|including|ex|excl|excluding) (tax|taxes|vat))?( (usd|eur|gbp|cad|aud|chf))?$/,
    '',
  )
  const rank = ORDER[role].findIndex((pattern) => pattern.test(plain))
  return rank < 0 ? undefined : rank
}
