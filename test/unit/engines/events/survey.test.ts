import { describe, expect, test } from 'vitest'
import type { AcceptedEvent } from '../../../../shared/engines/events/event.ts'
import { flatEvent } from '../../../../shared/engines/events/flat-event.ts'
import {
  catalogueIn,
  catalogueOf,
  cutSurvey,
  noSurvey,
  type Survey,
  surveyEvent,
} from '../../../../shared/engines/events/survey.ts'

const promoting = { kinds: ['user_id'], blocked: new Set<string>() }
function surveyOf(events: Partial<AcceptedEvent>[]): Survey {
  const survey = noSurvey()
  for (const [i, said] of events.entries()) {
    const time = '2024-05-01T00:00:00.000Z'
    const event: AcceptedEvent = { type: 'track', messageId: `m${i}`, timestamp: time, receivedAt: time, ...said }
    surveyEvent(survey, flatEvent(event, promoting))
  }
  return survey
}
const track = (event: string, properties = {}) => ({ event, properties })

describe('the catalogue of a source', () => {
  test('has streams in the order in which they came up: a new one moves no other', () => {
    const before = [surveyOf([track('b'), track('d'), track('2024')])]
    const after = [...before, surveyOf([track('a'), track('d'), track('c'), track('2023')])]
    const names = (parts: Survey[]) => catalogueOf(parts).streams.map(({ name }) => name)
    expect(names(before)).toEqual(['2024_', 'b', 'd'])
    expect(names(after)).toEqual(['2024_', 'b', 'd', '2023_', 'a', 'c'])
  })

  test('of too many names has the most frequent ones, and a stream for the rest', () => {
    const many = Array.from({ length: 300 }, (_, i) => track(`event ${i}`, { [`p${i}`]: 1 }))
    const whole = catalogueOf([surveyOf([...many, track('event 299'), track('event 299')])])
    expect(whole.streams).toHaveLength(200)
    expect(whole.has_rest).toBe(true)
    expect(whole.streams.find(({ name }) => name === 'event_299')?.properties).toEqual(['p299'])
    expect(whole.streams.at(-1)).toEqual({ name: 'events', properties: ['event_name'] })
    expect(catalogueIn(whole, surveyOf([track('event 0')])).streams.map(({ name }) => name)).toEqual([
      'event_0',
      'events',
    ])
  })

  test('has 100 properties a stream and 2,000 in all, of the largest streams first', () => {
    const properties = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`p${i}`, i]))
    const parts = Array.from({ length: 30 }, (_, i) => surveyOf([track(`e${i}`, properties)]))
    const counts = catalogueOf([surveyOf([track('e29', properties)]), ...parts]).streams.map(
      ({ name, properties }) => [name, properties.length] as const,
    )
    expect(Math.max(...counts.map(([, count]) => count))).toBe(100)
    expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(2000)
    expect(new Map(counts).get('e29')).toBe(100)
  })

  test('a part has the columns of its own events', () => {
    const [first, second] = [surveyOf([track('a', { x: 1 })]), surveyOf([track('a', { y: 1 }), track('b')])]
    const whole = catalogueOf([first, second])
    expect(catalogueIn(whole, first).streams).toEqual([{ name: 'a', properties: ['x'] }])
    expect(catalogueIn(whole, second).streams).toEqual([
      { name: 'a', properties: ['y'] },
      { name: 'b', properties: [] },
    ])
  })

  test('a survey keeps the most frequent names where somebody sends names without end', () => {
    const survey = surveyOf([...Array.from({ length: 1500 }, (_, i) => track(`e${i}`)), track('e1499')])
    const kept = Object.keys(cutSurvey(survey).streams)
    expect(kept).toHaveLength(1000)
    expect(kept).toContain('e1499')
  })
})
