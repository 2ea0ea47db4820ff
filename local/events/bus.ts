import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Journal } from '../journal.ts'
import { ACCOUNT_ID, arn, REGION } from '../place.ts'
import { nextTime } from '../scheduler/expression.ts'
import type { BusEvent } from './bus-event.ts'
import { matches, type Pattern } from './pattern.ts'
import { type Target, targetInput } from './target-input.ts'

export interface Rule {
  name: string
  pattern?: Pattern
  schedule?: string
  targets: Target[]
}

export interface Bus {
  /** Takes an event for delivery; it survives a restart until every target has had it. */
  publish(event: {
    source: string
    'detail-type': string
    detail: unknown
    resources?: string[]
    time?: number
  }): string
  /** Starts delivery (also of what the last stop interrupted) and the rules' own schedules. */
  start(rules: Rule[]): void
  stop(): void
}

/** @param call hands an event to a target and resolves when the target has it, or has failed for good. */
export function createBus(
  journal: Journal,
  clock: Clock,
  call: (target: Target, input: unknown) => Promise<void>,
  log: (line: string) => void = () => {},
  heard: (event: BusEvent) => void = () => {},
): Bus {
  const insert = journal.prepare('INSERT INTO events (event) VALUES (?)')
  const remove = journal.prepare('DELETE FROM events WHERE seq = ?')
  let rules: Rule[] | undefined
  let stopped = false

  const callTargets = (rule: Rule, event: BusEvent) =>
    Promise.all(rule.targets.map((target) => call(target, targetInput(target, event))))

  const deliver = async (seq: number | bigint, event: BusEvent) => {
    const matching = (rules ?? []).filter((rule) => rule.pattern && matches(rule.pattern, event))
    try {
      await Promise.all(matching.map((rule) => callTargets(rule, event)))
    } catch (error) {
      log(`an event of ${event.source} could not be handed on: ${(error as Error).message}`)
    }
    if (!stopped) remove.run(seq)
  }

  const plan = (rule: Rule, from: number) => {
    const next = nextTime({ expression: rule.schedule!, timezone: 'UTC', start: from }, from)
    if (next === undefined) return
    clock.at(next, async () => {
      // A laptop that slept does not make up for what it missed.
      const slept = clock.now() - next > 60_000
      plan(rule, slept ? clock.now() : next)
      await callTargets(
        rule,
        envelope({
          source: 'aws.events',
          'detail-type': 'Scheduled Event',
          detail: {},
          resources: [arn('events', `rule/${rule.name}`)],
          time: next,
        }),
      )
    })
  }

  const envelope = ({
    source,
    'detail-type': type,
    detail,
    resources = [],
    time = clock.now(),
  }: Parameters<Bus['publish']>[0]): BusEvent => ({
    version: '0',
    id: randomUUID(),
    'detail-type': type,
    source,
    account: ACCOUNT_ID,
    time: new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: REGION,
    resources,
    detail,
  })

  return {
    publish(given) {
      const event = envelope(given)
      const { lastInsertRowid } = insert.run(JSON.stringify(event))
      if (rules) setImmediate(deliver, lastInsertRowid, event)
      heard(event)
      return event.id
    },
    start(all) {
      rules = all
      for (const { seq, event } of journal.prepare('SELECT seq, event FROM events ORDER BY seq').all()) {
        setImmediate(deliver, seq as number, JSON.parse(event as string))
      }
      for (const rule of all) if (rule.schedule) plan(rule, clock.now())
    },
    stop() {
      stopped = true
    },
  }
}
