import { quoteText } from '../../engines/sql/quote.ts'

const COUNTRY =
  '(?i),?\\s*(united states( of america)?|u\\.?s\\.?a?\\.?|united kingdom|u\\.?k\\.?|canada|great britain)\\s*$'
/** ZIP, Canadian and British postcodes, then plain ones of four to six digits: at the end of the text. */
const POSTCODE =
  '(?i)(\\b\\d{5}(?:-\\d{4})?|\\b[a-z]\\d[a-z] ?\\d[a-z]\\d|\\b[a-z]{1,2}\\d[a-z\\d]? ?\\d[a-z]{2}|\\b\\d{4,6})\\s*$'
const STATE = '(?:^|[,\\s])([A-Za-z]{2})\\s*$'

export interface AddressParts {
  street: string
  city: string
  state: string
  postcode: string
}

/**
 * SQL for the parts of a one-line address, by rule: a country at the end is dropped, then the postcode and a state of
 * two letters are taken from the end, the last part between commas is the city, all before it the street. Without a
 * comma there is no telling the street from the city: the rest is the street.
 * Fields absent are NULL. `x` must be a column, it is used many times.
 */
export function addressPartsSql(x: string): AddressParts {
  const line = `regexp_replace(regexp_replace(${x}, '[\\r\\n]+', ', ', 'g'), ${quoteText(COUNTRY)}, '')`
  const postcode = `nullif(trim(regexp_extract(${line}, ${quoteText(POSTCODE)}, 1)), '')`
  const before = `rtrim(regexp_replace(${line}, ${quoteText(POSTCODE)}, ''), ' ,')`
  const state = `nullif(upper(regexp_extract(${before}, ${quoteText(STATE)}, 1)), '')`
  const place = `rtrim(regexp_replace(${before}, ${quoteText(STATE)}, ''), ' ,')`
  const city = `CASE WHEN contains(${place}, ',') THEN nullif(trim(regexp_extract(${place}, ',([^,]*)$', 1)), '') END`
  const street = `nullif(trim(CASE WHEN contains(${place}, ',') THEN regexp_replace(${place}, ',[^,]*$', '') ELSE ${place} END, ' ,'), '')`
  return { street, city, state, postcode }
}
