import { EDGE_SPACE } from '../spelling.ts'

/** A cell of a file, or nothing. */
export type Value = string | null | undefined

const EDGES = new RegExp(`^[${EDGE_SPACE}]+|[${EDGE_SPACE}]+$`, 'gu')

/** Controls and characters that nobody sees (soft hyphens, zero-width blanks, directions), but not white space. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}\ufff9-\ufffb]/gu
const SPACE = /[\t\n\v\f\r\u0085]/u
/** Inside words these say how letters join, and inside emoji what they show. */
const JOINERS = /\u200c|\u200d|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/u

export const trimmed = (value: string): string => value.replace(EDGES, '')

/** Without what nobody sees. */
export const visible = (value: string): string => value.replace(INVISIBLE, (c) => (SPACE.test(c) ? c : ''))

/** The same for a text that is shown to people; controls of ASCII are the reader's business. */
const visibleText = (value: string): string =>
  value.replace(INVISIBLE, (c) => (c <= '\x7f' || SPACE.test(c) || JOINERS.test(c) ? c : ''))

/** `="02139"` of a spreadsheet's formula; a whole value in quotes. */
const FORMULA = /^=\s*"(.*)"$/su
const NUMBER_FORMULA = /^=(?=[+0-9])/u
const QUOTED: readonly RegExp[] = [
  /^"([^"]*)"$/u,
  /^'((?:[^']|(?<=\p{L})'(?=\p{L}))*)'$/u,
  /^`([^`]*)`$/u,
  /^[“„]([^“„”]*)[”“]$/u,
  /^[‘‚]([^‘‚’]*)[’‘]$/u,
  /^«([^«»]*)»$/u,
]
/** A spreadsheet's mark for text; Shopify, Matrixify and others write it into every ZIP, phone and id. */
const APOSTROPHE = /^['’‘`´ʼ]+/u
/** 't Hooft, 's-Hertogenbosch: this apostrophe belongs to the word. */
const WORD_APOSTROPHE = /^['’‘`´ʼ]\p{L}[\s-]/u

/** One value without the dress of a program and without invisible characters, white space at its ends included. */
export const undressed = (value: string): string => undress(value, visible, () => false)

/** The same of a name, a street or a city as it is shown to people: an apostrophe that begins a word stays. */
export const undressedText = (value: string): string =>
  undress(value, visibleText, (text) => WORD_APOSTROPHE.test(text))

function undress(value: string, seen: (value: string) => string, isWord: (text: string) => boolean): string {
  let text = trimmed(seen(value))
  for (let before = ''; text !== before; ) {
    before = text
    const formula = FORMULA.exec(text)
    if (formula) text = formula[1]!.replaceAll('""', '"')
    for (const quoted of QUOTED) text = quoted.exec(text)?.[1] ?? text
    text = text.replace(NUMBER_FORMULA, '')
    if (!isWord(text)) text = text.replace(APOSTROPHE, '')
    text = trimmed(text)
  }
  return text
}
