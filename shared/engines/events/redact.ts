import { eventTypes, isObject, type Json } from './event.ts'

/** Members of an object, items of a list and levels that are shown. */
const shownMembers = 50
const shownItems = 3
const shownLevels = 4

/** A key or an event's name that looks like a person's data: a mark of an address, a long number, a long text. */
const personal = /@|\d{5,}|^.{61,}$/s

/**
 * The form of an event without its values: of each text its length, of anything else its type. Names of events and of
 * fields are the customer's own words and stay, unless they look like somebody's data. Takes anything that JSON can say.
 */
export function redactedEvent(event: unknown): Json {
  if (!isObject(event)) return { type: 'unknown' }
  const { type, event: name, messageId: _id, timestamp: _time, receivedAt: _received, writeKey: _key, ...rest } = event
  return {
    type: eventTypes.find((one) => one === type) ?? 'unknown',
    ...(typeof name === 'string' && { event: nameOf(name) }),
    fields: formOf(rest, 1),
  }
}

/** `text(12)`, `number`, `null`, and the forms of members and items. */
function formOf(value: unknown, level: number): unknown {
  if (typeof value === 'string') return `text(${value.length})`
  if (typeof value !== 'object') return typeof value
  if (value === null) return 'null'
  if (Array.isArray(value)) {
    if (level >= shownLevels) return `list(${value.length})`
    const items = value.slice(0, shownItems).map((item) => formOf(item, level + 1))
    return value.length > shownItems ? [...items, `… ${value.length - shownItems} more`] : items
  }
  const members = Object.entries(value)
  if (level >= shownLevels) return `object(${members.length})`
  const shown = members.slice(0, shownMembers).map(([key, member]) => [nameOf(key), formOf(member, level + 1)])
  if (members.length > shownMembers) shown.push(['…', `${members.length - shownMembers} more`])
  return Object.fromEntries(shown)
}

const nameOf = (text: string): string => (personal.test(text) ? `text(${text.length})` : text)
