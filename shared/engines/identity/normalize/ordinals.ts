const ONES = 'first second third fourth fifth sixth seventh eighth ninth'.split(' ')
const TEENS =
  'tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth'.split(' ')
const TENS = 'twent thirt fort fift sixt sevent eight ninet'.split(' ')

const figures = new Map<string, number>([
  ...[...ONES, ...TEENS].map((word, i) => [word, i + 1] as const),
  ...TENS.flatMap((ten, i) => [
    [`${ten}ieth`, 10 * (i + 2)] as const,
    ...ONES.map((one, j) => [`${ten}y ${one}`, 10 * (i + 2) + j + 1] as const),
  ]),
  ['premier', 1],
  ['premiere', 1],
])
/** Longest first: twenty first is no twenty and a first. */
const WORDS = new RegExp(
  `(?<= |^)(?:${[...figures.keys()].sort((a, b) => b.length - a.length).join('|')})(?= |$)`,
  'gu',
)
const FIGURES = /(?<= |^)([0-9]+)(?:st|nd|rd|th|er|ere|eme)(?= |$)/gu

/** First, 1st and 1er as `1th`: words parted by single spaces, lower case. */
export const ordinalsAsFigures = (words: string): string =>
  words.replace(FIGURES, '$1th').replace(WORDS, (word) => `${figures.get(word)}th`)
