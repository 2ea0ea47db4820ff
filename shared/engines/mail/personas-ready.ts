import { counted } from '../figures/count.ts'
import { dayOf } from '../figures/day.ts'
import { percent } from '../figures/percent.ts'
import type { MailStory } from './mail-story.ts'
import type { MailedChange } from './news.ts'
import { personasHtml } from './personas-html.ts'
import { personasText } from './personas-text.ts'

/** The part of one persona in the mail. Nothing in it is about a single customer. */
export interface MailPersona {
  name: string
  /** How many people. */
  people: number
  /** Their share of the set, 0 to 1. */
  share: number
  /** 0 to 7: its colour in portrait, mail and charts. */
  color_slot: number
  /** Its three strongest differences, strongest first: `Order rarely · 2.6 orders, others 10.6`. */
  facts: string[]
  /** Its portrait: a PNG, in base64. */
  portrait?: string
}

export interface PersonasReady {
  account_name: string
  set_name: string
  /**
   * `ready`: for the first time; `changed`: other personas than in the mail before; `again`: the same after a failure;
   * `error`: the build failed.
   */
  reason: 'ready' | 'changed' | 'again' | 'error'
  /** Which build of the set it was. */
  build: number
  /** Whether personas of an earlier build stand, which a failure leaves as they are. */
  has_earlier?: boolean
  /** The time of the newest event in the data, ISO 8601. */
  data_up_to?: string
  /** Of changed personas. */
  change?: MailedChange
  /** Empty when the build failed. */
  personas: MailPersona[]
  /** Why it failed, or anything the reader should know, such as that the personas are weak. */
  sentence?: string
  /** Where the set can be seen; anything but http(s) is left out. */
  link?: string
}

/** An image that the HTML shows: `<img src="cid:…">`. */
interface MailImage {
  content_id: string
  file_name: string
  media_type: string
  base64: string
}

export interface Mail {
  subject: string
  text: string
  html: string
  images: MailImage[]
}

/** The mail for an account when a persona set is ready, has other personas, or failed: the same story as text and as HTML. */
export function personasReadyMail(news: PersonasReady): Mail {
  const personas = news.personas.toSorted((a, b) => b.people - a.people)
  const story = storyOf({ ...news, personas })
  const images = personas.flatMap(({ portrait }, i): MailImage[] =>
    portrait
      ? [
          {
            content_id: contentId(i),
            file_name: `persona-${i + 1}.png`,
            media_type: 'image/png',
            base64: portrait,
          },
        ]
      : [],
  )
  return { subject: story.subject, text: personasText(story), html: personasHtml(story), images }
}

const contentId = (index: number): string => `persona-${index + 1}`

function storyOf(news: PersonasReady): MailStory {
  const { account_name, set_name, reason, build, has_earlier, data_up_to, change, personas, sentence, link } = news
  const set = oneLine(set_name, 80)
  const total = personas.reduce((sum, { people }) => sum + people, 0)
  const among = `${counted(personas.length, 'persona')} among ${counted(total, 'person', 'people')}`
  const until = data_up_to ? ` Data up to ${oneLine(dayOf(data_up_to), 40)}.` : ''
  const was = change && change.count !== personas.length ? ` (was ${change.count}, now ${personas.length})` : ''
  const said = {
    ready: {
      subject: `Your personas are ready: ${set}`,
      headline: 'Your personas are ready',
      lead: `${set}: ${among}.${until}`,
    },
    changed: {
      subject: `Your personas have changed: ${set}`,
      headline: 'Your personas have changed',
      lead: `${set}: ${among}${was}.${until}`,
    },
    again: {
      subject: `Your personas are up to date again: ${set}`,
      headline: 'Your personas are up to date again',
      lead: `${set}: ${among}, by the same names as before.${until}`,
    },
    error: {
      subject: `Your personas could not be built: ${set}`,
      headline: 'Your personas could not be built',
      lead: `${set} has stopped with an error.${has_earlier ? ' What was there before is unchanged.' : ''}`,
    },
  }[reason]
  return {
    ...said,
    changes: change ? changeSentences(change) : [],
    personas: personas.map(({ name, people, share, color_slot, facts, portrait }, i) => ({
      name: oneLine(name, 80),
      people: counted(people, 'person', 'people'),
      percent: percent(share),
      // Even the smallest persona shows.
      width: Math.min(100, Math.max(2, Math.round(share * 100))),
      colour: color_slot,
      facts: facts.slice(0, 3).map((each) => oneLine(each, 160)),
      ...(portrait && { portrait: contentId(i) }),
    })),
    ...(sentence && { sentence: oneLine(sentence, 1000) }),
    ...(link && /^https?:\/\//i.test(link) && { link }),
    footer: [
      `Build ${build} of this persona set.`,
      `Sent by Moira to the account ${oneLine(account_name, 80)}.`,
      'This mail holds no data about any single customer.',
      // The licence of the style asks for it, and a PNG can't say it.
      ...(personas.some(({ portrait }) => portrait)
        ? ['Portraits: adapted from "Personas" by Draftbit, CC BY 4.0.']
        : []),
    ].join(' '),
  }
}

function changeSentences({ renamed, joined, left }: MailedChange): string[] {
  const list = (names: string[]) => inWords(names.map((name) => oneLine(name, 80)))
  return [
    ...renamed.map(({ from, to }) => `${oneLine(from, 80)} is now called ${oneLine(to, 80)}.`),
    ...(joined.length ? [`New: ${list(joined)}.`] : []),
    ...(left.length ? [`No longer among them: ${list(left)}.`] : []),
  ]
}

/** `A`, `A and B`, `A, B and C`. */
function inWords(names: string[]): string {
  const [last = '', ...others] = names.toReversed()
  return others.length ? `${others.reverse().join(', ')} and ${last}` : last
}

/** Names are the customer's: a line break in one would start a new header of the mail. Cut by characters, not halves. */
function oneLine(text: string, longest: number): string {
  const line = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim()
  const characters = [...line]
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : line
}
