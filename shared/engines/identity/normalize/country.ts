import { getCountries } from 'libphonenumber-js/min'
import { isGiven, lower } from './fold-text.ts'
import { undressed, type Value } from './undress.ts'

/** Languages in which files name countries. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'sv', 'da']

/** Further spellings, and codes of three letters. */
const ALSO = (
  'usa:US us_of_america:US united_states_of_america:US america:US uk:GB england:GB scotland:GB wales:GB northern_ireland:GB ' +
  'great_britain:GB britain:GB holland:NL the_netherlands:NL czech_republic:CZ south_korea:KR korea:KR russia:RU uae:AE ' +
  'gbr:GB deu:DE ger:DE fra:FR nld:NL bel:BE che:CH sui:CH aut:AT ita:IT esp:ES prt:PT irl:IE can:CA mex:MX aus:AU nzl:NZ ' +
  'dnk:DK swe:SE nor:NO fin:FI isl:IS pol:PL cze:CZ svk:SK hun:HU rou:RO bgr:BG grc:GR tur:TR ukr:UA rus:RU lux:LU ' +
  'svn:SI hrv:HR srb:RS est:EE lva:LV ltu:LT jpn:JP chn:CN ind:IN kor:KR bra:BR arg:AR chl:CL col:CO per:PE zaf:ZA isr:IL are:AE ' +
  'sau:SA egy:EG mar:MA nga:NG ken:KE sgp:SG hkg:HK twn:TW tha:TH vnm:VN idn:ID mys:MY phl:PH pak:PK bgd:BD'
).split(' ')

let known: Map<string, string> | undefined

/** Built when the first country is asked for: some 2,500 names. */
function names(): Map<string, string> {
  if (known) return known
  const made = new Map<string, string>()
  for (const code of getCountries()) {
    for (const language of LANGUAGES) {
      const name = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' }).of(code)
      const key = name && keyOf(name)
      if (key && !made.has(key)) made.set(key, code)
    }
    made.set(keyOf(code), code)
  }
  for (const pair of ALSO) {
    const [name, code] = pair.split(':')
    made.set(keyOf(name!.replaceAll('_', ' ')), code!)
  }
  known = made
  return made
}

const keyOf = (name: string): string => lower(name.normalize('NFD').replace(/\p{M}/gu, '')).replace(/[^\p{L}]+/gu, '')

/** ISO 3166 code of two letters of a country's code or name; undefined where it is none. */
export function countryCode(value: Value): string | undefined {
  if (!isGiven(value)) return undefined
  return names().get(keyOf(undressed(value)))
}
