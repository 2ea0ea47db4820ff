/** Post office boxes, folded, without dots: what stands before the number. */
export const BOXES: readonly string[] = [
  'p ?o ?(?:box|bx|b|drawer)',
  'post ?(?:office)? ?box',
  'po',
  'pob',
  'postfach',
  'postbus',
  'boite postale',
  'bp',
  'apartado(?: postal)?(?: de correos)?',
  'apdo',
  'casella postale',
  'caixa postal',
  'skrytka pocztowa',
  'postboks',
  'box postale',
]

/** Ends of German and Dutch names of streets, which people shorten: Hauptstraße, Hauptstr., Kerkstraat. */
export const STREET_ENDINGS: readonly string[] = ['strasse', 'straat', 'str']

/** Roads that people call by their letters. */
export const ROADS: Readonly<Record<string, string>> = {
  'rural (?:route|rte)|r r|rfd': 'rr',
  'county (?:road|rd)|c r|co (?:road|rd)': 'cr',
  'state (?:route|rte|road|rd)|s r': 'sr',
  'farm to market(?: road| rd)?': 'fm',
}

/** Words that people shorten in more than one way, to the shortest; the word itself stays. */
export const ADDRESS_SHORT: Readonly<Record<string, string>> = {
  platz: 'plz',
  chemin: 'ch',
  impasse: 'imp',
  allee: 'all',
  route: 'rte',
  faubourg: 'fbg',
  mount: 'mt',
  mountain: 'mtn',
  fort: 'ft',
  heights: 'hts',
  county: 'co',
  expressway: 'expy',
  turnpike: 'tpke',
  freeway: 'fwy',
  plaza: 'plz',
  ridge: 'rdg',
  valley: 'vly',
  gardens: 'gdns',
  grove: 'grv',
}

/** Those of them that are shortened wherever they stand; "county road 5" and "route 5" are roads by number. */
export const SHORT_ANYWHERE: readonly (readonly [string, string])[] = Object.entries(ADDRESS_SHORT).filter(
  ([word]) => !['county', 'route'].includes(word),
)

/** A word of each of the boxes above. */
export const BOX_WORDS: readonly string[] =
  'box bx pob po postbox postfach postbus postale bp drawer apartado apdo postal pocztowa postboks p rural rfd state farm r c s co'.split(
    ' ',
  )

/** Words that are ordinals, or end one. */
export const ORDINAL_WORDS: readonly string[] =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth [a-z]+teenth [a-z]+ieth premiere?'.split(
    ' ',
  )
