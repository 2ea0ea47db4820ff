/** Spelling tables of the SQL normalisers and of the TypeScript ones that tests hold them against. */

/** Spaces (and invisible characters) that exports leave around values; trimmed from both ends of every value. */
export const EDGE_SPACE = ' \t\n\v\f\r\u00a0\u2007\u2009\u200b\u200e\u200f\u202a\u202c\u202f\u2060\u3000\ufeff'

/** Letters that no accent stripping takes apart, with one Latin letter for each. */
export const LETTERS_FROM =
  'øłđðıħŧĸŋſςʼ’‘´‑–—\u00a0\u2007\u2009\u202f\u3000“”„«»‹›‚\u200b\u200e\u200f\u202a\u202c\u2060\ufeff'
/** Their partners in the same order: apostrophes, dashes and spaces become ASCII ones, quotes spaces; what has no partner is deleted. */
export const LETTERS_TO = "olddihtknsσ''''---             "

/** Letters that become two. */
export const DIGRAPHS: readonly (readonly [string, string])[] = [
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['þ', 'th'],
]

/** Characters that vanish inside words: O'Brien = OBrien, St. = St. */
export const VANISHING = ["'", '.', '`'] as const

/**
 * Words of an address that people write in many ways, or leave out: dropped, so that "12 Oak Street, Apt 3" = "12 oak st #3".
 * The house number, the street's own name and the number of the flat stay.
 */
export const ADDRESS_WORDS: readonly string[] = (
  'street st str strasse avenue ave av road rd boulevard blvd lane ln drive dr court ct place pl square sq terrace ter ' +
  'parkway pkwy highway hwy circle cir trail trl way close crescent cres apartment apt unit suite ste flat floor fl ' +
  'number num no room rm building bldg saint sainte appartement appt bd boul straat nr'
).split(' ')

/** Points of the compass, shortened wherever they stand (northeast → ne): both spellings end in the same letters. */
export const COMPASS: readonly (readonly [string, string])[] = [
  ['north', 'n'],
  ['south', 's'],
  ['east', 'e'],
  ['west', 'w'],
]

/** States and provinces by name → the abbreviation that files use as well. Keys are folded. */
export const STATES: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'alabama:al alaska:ak arizona:az arkansas:ar california:ca colorado:co connecticut:ct delaware:de florida:fl georgia:ga ' +
    'hawaii:hi idaho:id illinois:il indiana:in iowa:ia kansas:ks kentucky:ky louisiana:la maine:me maryland:md ' +
    'massachusetts:ma michigan:mi minnesota:mn mississippi:ms missouri:mo montana:mt nebraska:ne nevada:nv ' +
    'new_hampshire:nh new_jersey:nj new_mexico:nm new_york:ny north_carolina:nc north_dakota:nd ohio:oh oklahoma:ok ' +
    'oregon:or pennsylvania:pa rhode_island:ri south_carolina:sc south_dakota:sd tennessee:tn texas:tx utah:ut ' +
    'vermont:vt virginia:va washington:wa west_virginia:wv wisconsin:wi wyoming:wy district_of_columbia:dc puerto_rico:pr ' +
    'alberta:ab british_columbia:bc manitoba:mb new_brunswick:nb newfoundland_and_labrador:nl nova_scotia:ns ontario:on ' +
    'prince_edward_island:pe quebec:qc saskatchewan:sk ' +
    'new_south_wales:nsw queensland:qld south_australia:sa tasmania:tas victoria:vic'
  )
    .split(' ')
    .map((pair) => pair.replaceAll('_', ' ').split(':') as [string, string]),
)

const AMERICAN_TERRITORIES = ['vi', 'gu', 'as', 'mp', 'aa', 'ae', 'ap']
/** Abbreviations of the states that have ZIP codes. Those of Canada and Australia follow Puerto Rico in the list above. */
export const AMERICAN_STATES: ReadonlySet<string> = new Set([
  ...Object.values(STATES).slice(0, Object.keys(STATES).indexOf('puerto rico') + 1),
  ...AMERICAN_TERRITORIES,
])

/** Words before and after a full name that are no part of it. */
export const HONORIFICS: readonly string[] = [
  'mr',
  'mrs',
  'ms',
  'miss',
  'mx',
  'dr',
  'prof',
  'sir',
  'mme',
  'herr',
  'frau',
]
/** A father and his son of one name differ in these: they are two people. A missing one agrees with any. */
export const GENERATIONS: readonly string[] = ['sr', 'jr', 'ii', 'iii', 'iv']
/** How else people write them, lower-cased. */
export const GENERATION_SPELLINGS: Readonly<Record<string, string>> = {
  ...{ snr: 'sr', senior: 'sr', jnr: 'jr', junior: 'jr' },
  ...{ '2nd': 'ii', '3rd': 'iii', '4th': 'iv' },
}
/** Short enough not to be a family name: Mr Senior and Ms Junior exist. */
export const SHORT_GENERATIONS: readonly string[] = [...GENERATIONS, 'snr', 'jnr', '2nd', '3rd', '4th']
const DEGREES: readonly string[] = ['phd', 'md', 'esq']
export const SUFFIXES: readonly string[] = [...SHORT_GENERATIONS, ...DEGREES]
/** Words that belong to the family name they stand before: Ludwig | van Beethoven. */
export const PARTICLES: readonly string[] =
  'van von der den de del della di da do dos das du la le ter ten zu zur bin al el st saint'.split(' ')

/** Country codes whose numbers people write with the trunk zero that E.164 leaves out: +44 020 … = +44 20 … */
export const TRUNK_ZERO_COUNTRIES = '27|31|32|33|34|41|43|44|45|46|47|48|49|61|64|81|82|90|91'
