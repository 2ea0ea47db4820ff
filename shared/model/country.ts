/** Whether a text is the code of a country of today, as "DE". */
export const isCountry = (code: string): boolean =>
  /^[A-Z]{2}$/.test(code) && !NO_COUNTRIES.has(code) && NAMES.of(code) !== undefined

const NAMES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
/** Codes with a name that are none: the Union, the Euro zone, the United Nations, unknown, pseudo-locales. */
const NO_COUNTRIES = new Set(['EU', 'EZ', 'UN', 'ZZ', 'XA', 'XB', 'QO'])
