import type { MailStory } from './mail-story.ts'
import { personasHtml } from './personas-html.ts'
import { personasText } from './personas-text.ts'

/** The part of one persona in the mail. Nothing in it is about a single customer. */
interface MailPersona {
  name: string
  /** How many people. */
  people: number
  /** Their share of the set, 0 to 1. */
  share: number
  /** The differences of its people from all others, strongest first: `age 25-34`, `orders twice as often`. */
  salient: string[]
}

export interface PersonasReady {
  account_name: string
  set_name: string
  /** `ready`: for the first time; `refit`: after a refit that was asked for; `error`: the build failed. */
  reason: 'ready' | 'refit' | 'error'
  /** Whether personas of an earlier build stand, which a failure leaves as they are. */
  has_earlier?: boolean
  /** Empty when the build failed. */
  personas: MailPersona[]
  /** Why it failed, or anything the reader should know, such as that the personas are weak. */
  sentence?: string
  /** Where the set can be seen; anything but http(s) is left out. */
  link?: string
}

export interface Mail {
  subject: string
  text: string
  html: string
}

/** The mail for an account when a persona set is ready, was refitted, or failed: the same story as text and as HTML. */
export function personasReadyMail(news: PersonasReady): Mail {
  const story = storyOf(news)
  return { subject: story.subject, text: personasText(story), html: personasHtml(story) }
}

function storyOf({ account_name, set_name, reason, has_earlier, personas, sentence, link }: PersonasReady): MailStory {
  const set = oneLine(set_name, 80)
  const total = personas.reduce((sum, { people }) => sum + people, 0)
  const among = `${counted(personas.length, 'persona', 'personas')} among ${counted(total, 'person', 'people')}`
  const said = {
    ready: {
      subject: `Your personas are ready: ${set}`,
      headline: 'Your personas are ready',
      lead: `${set}: ${among}.`,
    },
    refit: {
      subject: `Your personas were fitted anew: ${set}`,
      headline: 'Your personas were fitted anew',
      lead: `${set} was fitted on today's data: ${among}.`,
    },
    error: {
      subject: `Your personas could not be built: ${set}`,
      headline: 'Your personas could not be built',
      lead: `${set} has stopped with an error.${has_earlier ? ' What was there before is unchanged.' : ''}`,
    },
  }[reason]
  return {
    ...said,
    personas: personas
      .toSorted((a, b) => b.people - a.people)
      .map(({ name, people, share, salient }) => ({
        name: oneLine(name, 80),
        people: counted(people, 'person', 'people'),
        percent: percent(share),
        // Of the whole bar; even the smallest persona shows.
        width: Math.min(100, Math.max(2, Math.round(share * 100))),
        salient: salient.slice(0, 4).map((each) => oneLine(each, 120)),
      })),
    ...(sentence && { sentence: oneLine(sentence, 1000) }),
    ...(link && /^https?:\/\//i.test(link) && { link }),
    footer: `Sent by Moira to the account ${oneLine(account_name, 80)}. This mail holds no data about any single customer.`,
  }
}

/** Names are the customer's: a line break in one would start a new header of the mail. Cut by characters, not halves. */
function oneLine(text: string, longest: number): string {
  const line = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim()
  const characters = [...line]
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : line
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
}

function percent(share: number): string {
  const rounded = Math.round(share * 100)
  return rounded === 0 && share > 0 ? 'under 1%' : `${rounded}%`
}
