import { admitsNoEvents, checkCohort, given } from '../check.ts'
import { needsValue, streamConditions, traitConditions } from '../condition.ts'
import type { CohortColumns, CohortRule, Recency } from '../config.ts'
import { daysInMs } from '../days.ts'
import { placesOf } from '../place.ts'
import { conditionsPredicate } from './conditions.ts'
import { microseconds } from './moment.ts'
import type { Event, Person } from './person.ts'
import { placesPredicate } from './places.ts'
import { sumOf } from './sum.ts'

/**
 * A cohort's rule as a function of one person: whether the person is a member at `asOf`, in milliseconds since 1970. It
 * means what `cohortSql` means of the same rule and columns, and throws the same CustomerErrors, once, while it is
 * compiled; the function itself throws nothing.
 */
export function cohortPredicate(rule: CohortRule, columns: CohortColumns): (person: Person, asOf: number) => boolean {
  checkCohort(rule)
  const traits = conditionsPredicate(traitConditions(rule, columns))
  const places = placesPredicate(placesOf(rule.place_conditions ?? [], columns.people))
  const isEligible = (person: Person) => traits(person.traits) && places(person.address)
  const { stream_name } = rule
  if (!stream_name) return isEligible
  const events = eventsPredicate(rule, columns)
  return (person, asOf) => isEligible(person) && events(person.events[stream_name] ?? [], asOf)
}

/** Whether the events of the rule's stream are enough, and add up to what is asked. */
function eventsPredicate(
  rule: CohortRule,
  columns: CohortColumns,
): (events: readonly Event[], asOf: number) => boolean {
  const meets = conditionsPredicate(streamConditions(rule, columns))
  const sum = needsValue(rule) ? sumOf(columns.stream.value!) : () => 0
  const fewest = admitsNoEvents(rule) ? 0 : 1
  const isRecent = recencyPredicate(rule.recency)
  return (all, asOf) => {
    const now = microseconds(asOf)
    const events = all
      .filter((event) => given(event.datetime) && microseconds(Number(event.datetime)) <= now && meets(event))
      .sort((a, b) => Number(a.datetime) - Number(b.datetime))
    const count = events.length
    const value = sum(events.map((event) => event.value))
    return (
      count >= fewest &&
      isBetween(count, rule.min_count, rule.max_count) &&
      isBetween(value, rule.min_value, rule.max_value) &&
      isRecent(events, asOf)
    )
  }
}

const isBetween = (number: number, min: number | undefined, max: number | undefined): boolean =>
  (!given(min) || number >= min) && (!given(max) || number <= max)

/** Of events by time; with a recency there is at least one. */
function recencyPredicate(recency: Recency | undefined): (events: readonly Event[], asOf: number) => boolean {
  if (!recency) return () => true
  const { occurrence, min_days, max_days } = recency
  return (events, asOf) => {
    const at = microseconds(Number(events.at(occurrence === 'first' ? 0 : -1)?.datetime))
    const before = (days: number) => microseconds(asOf - daysInMs(days))
    return (!given(min_days) || at <= before(min_days)) && (!given(max_days) || at >= before(max_days))
  }
}
