import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser'
import { IntlMessageFormat } from 'intl-messageformat'
import type { ComponentChild } from 'preact'
import { formats } from './account-formats.ts'
import { language, tag } from './language.ts'
import type { Key, Room } from './rooms.ts'

/** A sentence as the build compiled it: a text, or the parts of an ICU message. */
type Message = string | MessageFormatElement[]

const messages = new Map<string, Message>()
const formatters = new Map<string, IntlMessageFormat>()

/** Loads the sentences of these rooms, in the language of the page only. */
export async function loadWords(rooms: readonly Room[]): Promise<void> {
  await Promise.all(
    rooms.map(async (room) => {
      // A pattern, of which esbuild makes one script per file: each room is loaded with its page.
      const file = (await import(`./${language}/${room}.json`)) as { default: Record<string, Message> }
      for (const [name, message] of Object.entries(file.default)) messages.set(`${room}.${name}`, message)
    }),
  )
}

type Values = Record<string, string | number | Date>
type Marks = Record<string, (children: ComponentChild[]) => ComponentChild>

/**
 * A sentence in the language of the page.
 * @param values what its placeholders stand for; numbers and dates are written in the page's language and the account's time zone
 * @throws Error for a value that is missing; a sentence that was not loaded is its key, so that a page never breaks on a word
 */
export const say = (key: Key, values?: Values): string => {
  const message = messages.get(key)
  if (message === undefined) return key
  return typeof message === 'string' ? message : String(formatterOf(key, message).format(values))
}

/** A sentence with marks: `<link>…</link>` in it becomes the element that `marks.link` makes of its words. */
export function sayMarked(key: Key, values: Values & Marks): ComponentChild {
  const message = messages.get(key)
  if (message === undefined || typeof message === 'string') return message ?? key
  return formatterOf(key, message).format(values as Values) as ComponentChild
}

function formatterOf(key: string, message: MessageFormatElement[]): IntlMessageFormat {
  const made = formatters.get(key) ?? new IntlMessageFormat(message, tag, formats)
  formatters.set(key, made)
  return made
}
