/**
 * Names of months by their numbers, lower case and without accents, as files in English, German, French, Spanish,
 * Italian, Portuguese and Dutch write them. A test holds the list to the names that ICU gives to those languages.
 */
export const MONTH_WORDS: readonly (readonly string[])[] = [
  [
    'january',
    'jan',
    'januar',
    'janner',
    'jaenner',
    'janvier',
    'janv',
    'enero',
    'ene',
    'gennaio',
    'gen',
    'janeiro',
    'januari',
  ],
  ['february', 'feb', 'februar', 'fevrier', 'fevr', 'fev', 'febrero', 'febbraio', 'fevereiro', 'februari'],
  ['march', 'mar', 'marz', 'maerz', 'mrz', 'mars', 'marzo', 'marco', 'maart', 'mrt'],
  ['april', 'apr', 'avril', 'avr', 'abril', 'abr', 'aprile'],
  ['may', 'mai', 'mayo', 'maggio', 'mag', 'maio', 'mei'],
  ['june', 'jun', 'juni', 'juin', 'junio', 'giugno', 'giu', 'junho'],
  ['july', 'jul', 'juli', 'juillet', 'juil', 'julio', 'luglio', 'lug', 'julho'],
  ['august', 'aug', 'aout', 'agosto', 'ago', 'augustus'],
  ['september', 'sept', 'sep', 'septembre', 'septiembre', 'setiembre', 'settembre', 'setembro', 'set'],
  ['october', 'oct', 'oktober', 'okt', 'octobre', 'octubre', 'ottobre', 'ott', 'outubro', 'out'],
  ['november', 'nov', 'novembre', 'noviembre', 'novembro'],
  ['december', 'dec', 'dezember', 'dez', 'decembre', 'diciembre', 'dic', 'dicembre', 'dezembro'],
]

const monthOf = new Map(MONTH_WORDS.flatMap((words, i) => words.map((word): [string, number] => [word, i + 1])))

/** The number of a month's name, 1 to 12. */
export const monthNumber = (word: string): number | undefined => monthOf.get(word.toLowerCase())

/** Names of days that stand before a date; they say nothing that the date does not say. */
export const WEEKDAY_WORDS: readonly string[] = [
  ...['monday', 'mon', 'montag', 'mo', 'lundi', 'lunes', 'lun'],
  ...['tuesday', 'tues', 'tue', 'dienstag', 'di', 'mardi', 'martes', 'mar'],
  ...['wednesday', 'weds', 'wed', 'mittwoch', 'mi', 'mercredi', 'mer', 'miercoles', 'mie'],
  ...['thursday', 'thurs', 'thur', 'thu', 'donnerstag', 'do', 'jeudi', 'jeu', 'jueves', 'jue'],
  ...['friday', 'fri', 'freitag', 'fr', 'vendredi', 'ven', 'viernes', 'vie'],
  ...['saturday', 'sat', 'samstag', 'sonnabend', 'sa', 'samedi', 'sam', 'sabado', 'sab'],
  ...['sunday', 'sun', 'sonntag', 'so', 'dimanche', 'dim', 'domingo', 'dom'],
]

/** A regular expression for one of the words: longer ones first, for the first that fits is taken. */
export const oneOf = (words: readonly string[]): string =>
  [...words].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join('|')
