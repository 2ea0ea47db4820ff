import type { Column, Concept } from '../columns.ts'

/** Things that have an age, or generations: a person's age is none of theirs. A home's owner and a card's holder are persons. */
const THINGS =
  '(?:(?:vehicle|car|auto|automobile|truck|van|bike|bicycle|motorcycle|boat|house|home|dwelling|building|property|roof|apartment|flat|residence|device|phone|mobile|computer|laptop|tablet|machine|equipment|appliance|engine|battery|policy|contract|loan|mortgage|debt|order|purchase|ticket|session|domain|site|website|company|business|firm|organi[sz]ation|pet|dog|cat|horse|animal|product|item|model|system|software|asset|invoice|record|wine)s?)'
const HAVERS = '(?:owner|holder|driver|buyer|renter|user|lover|keeper|contact)'
const ARTICLES = '(?:(?:the|a|an|their|his|her|its|own|current|main|primary|oldest|newest|first|last|youngest) )*'
const aged = (things: string) =>
  new RegExp(`\\b${things} (?:age|generation)\\b|\\b(?:age|generation) of ${ARTICLES}${things}\\b(?! ${HAVERS}s?\\b)`)

/**
 * The subject of a trait, guessed from its name. First match wins, so the narrow patterns stand above the wide ones.
 */
const PATTERNS: [Concept, RegExp][] = [
  [
    'sensitive',
    /\b(ethnic\w*|rac(e|ial)|religio\w*|faith|disab\w*|orientation|politic\w*|party|veteran|nationality|citizen\w*|pregnan\w*|health|union)\b/,
  ],
  // A country of birth and the age of a child say more than somebody's age.
  ['sensitive', /\b(birth ?place|birth (place|country|city|state)|(place|country|city|state) of birth)\b/],
  ['sensitive', aged('(?:kid|child|son|daughter|baby|toddler|grandchild)(?:s|ren)?')],
  ['gender', /\b(gender|sex)\b/],
  ['marital', /\b(marital|married|marriage|spouse|civil status)\b/],
  ['tenure', /\b(account|membership|subscription|relationship) age\b/],
  ['other', aged(THINGS)],
  ['other', /\b(lead|demand|power|energy) generation\b/],
  ['age', /\b(age|birth\w*|dob|born|generation)\b/],
  ['children', /\b(kids?|child(ren)?|parent\w*|household comp\w*)\b/],
  ['pets', /\b(pets?|dogs?|cats?)\b/],
  ['household_size', /\b(household size|people in household|family size|occupants)\b/],
  ['home_ownership', /\b(home ?owner\w*|ownership|owner occupied|renter|tenure type|housing)\b/],
  ['income', /\b(income|salary|earnings)\b/],
  ['wealth', /\b(net worth|wealth|home value|assets|credit)\b/],
  ['education', /\b(education|degree|school\w*)\b/],
  ['returns', /\b(returns?|refunds?|cancel\w*)\b/],
  ['discount', /\b(discounts?|coupons?|promo\w*|deals?|vouchers?)\b/],
  ['average_value', /\b(average|avg|mean)\b.*\b(value|spend|amount|price|basket|order)\b|\b(aov|basket size)\b/],
  ['recency', /\b(recency|days since last|since last|last (order|purchase|seen|visit|event)\w*)\b/],
  [
    'tenure',
    /\b(tenure|days since first|since first|customer since|first (order|purchase|seen|visit|event)\w*|member since|signup|sign up|joined)\b/,
  ],
  ['variety', /\b(variety|distinct products?|different products?|product count|products)\b/],
  ['product_share', /\b(share of|product share|mix)\b/],
  ['order_value', /\b(value|spend\w*|spent|revenue|sales|amount|ltv|clv|monetary)\b|\btotal$/],
  ['order_count', /\b(orders?|purchases?|frequency|visits?|events?|transactions?)\b|^count$/],
  ['product', /\b(product|category|sub category|department|brand|item|favou?rite)\b/],
  ['place', /\b(state|city|region|country|postcode|zip|province|county|area|urban\w*)\b/],
  ['channel', /\b(channel|source|medium|campaign|device|platform|store)\b/],
]
const PROTECTED: ReadonlySet<Concept> = new Set(['age', 'gender', 'marital', 'sensitive', 'children'])

/** `householdSize`, `household_size`, `fig/household-size` → `household size`. */
export function spoken(name: string): string {
  return name
    .replace(/^fig\//, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_\-./]+/g, ' ')
    .trim()
    .toLowerCase()
}

export function conceptOf(column: Pick<Column, 'name' | 'concept'>): Concept {
  if (column.concept) return column.concept
  const words = spoken(column.name)
  return PATTERNS.find(([, pattern]) => pattern.test(words))?.[0] ?? 'other'
}

/** Age, gender, marital and family status and every special category count as protected unless the column says otherwise. */
export function isProtected(column: Pick<Column, 'name' | 'concept' | 'protected'>): boolean {
  return column.protected ?? PROTECTED.has(conceptOf(column))
}
