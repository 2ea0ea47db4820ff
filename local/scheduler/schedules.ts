import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { ServiceError } from '../http.ts'
import type { Journal } from '../journal.ts'
import { arn } from '../place.ts'
import { nextTime, type Timing } from './expression.ts'

/** A schedule in the words of the API, times in seconds since 1970. */
export interface Definition {
  ScheduleExpression: string
  ScheduleExpressionTimezone?: string
  StartDate?: number
  EndDate?: number
  State?: 'ENABLED' | 'DISABLED'
  Description?: string
  FlexibleTimeWindow: { Mode: 'OFF' | 'FLEXIBLE'; MaximumWindowInMinutes?: number }
  ActionAfterCompletion?: 'NONE' | 'DELETE'
  KmsKeyArn?: string
  Target: {
    Arn: string
    RoleArn: string
    Input?: string
  }
}

export interface Schedule extends Definition {
  GroupName: string
  Name: string
  Arn: string
  CreationDate: number
  LastModificationDate: number
}

interface Row {
  group_name: string
  name: string
  definition: string
  created: number
  modified: number
  last_fired: number | null
}

/**
 * The customer's schedules: kept over restarts, fired on the cloud's clock. A schedule that came due while the cloud
 * was down fires once at the next start, for the latest missed time.
 * @param fire hands the input to the target; resolves when the target has it, or has failed for good
 */
export function createSchedules(
  journal: Journal,
  clock: Clock,
  groups: Set<string>,
  fire: (target: Definition['Target'], input: unknown) => Promise<void>,
) {
  const timers = new Map<string, () => void>()
  const keyOf = (group: string, name: string) => `${group}/${name}`
  const read = (group: string, name: string) =>
    journal.prepare('SELECT * FROM schedules WHERE group_name = ? AND name = ?').get(group, name) as unknown as
      | Row
      | undefined

  const arm = (row: Row) => {
    const key = keyOf(row.group_name, row.name)
    timers.get(key)?.()
    timers.delete(key)
    const definition = JSON.parse(row.definition) as Definition
    if (definition.State === 'DISABLED') return
    const timing = timingOf(definition, row.modified)
    let due = nextTime(timing, recently(timing, row.last_fired ?? row.modified - 1))
    if (due === undefined) return
    // Only the latest of the missed ones.
    for (let later = nextTime(timing, due); later !== undefined && later <= clock.now(); later = nextTime(timing, due))
      due = later
    const time = due
    timers.set(
      key,
      clock.at(time, () => run(row, definition, time)),
    )
  }

  /** A time before which nothing counts: looks back in doubling steps, so that a year of minutes is not walked through. */
  const recently = (timing: Timing, last: number) => {
    const now = clock.now()
    for (let back = 60_000; now - back > last; back *= 2) {
      const next = nextTime(timing, now - back)
      if (next !== undefined && next <= now) return now - back
    }
    return last
  }

  const run = async (row: Row, definition: Definition, time: number) => {
    const fired = { ...row, last_fired: time }
    journal
      .prepare('UPDATE schedules SET last_fired = ? WHERE group_name = ? AND name = ?')
      .run(time, row.group_name, row.name)
    const over = nextTime(timingOf(definition, row.modified), time) === undefined
    if (over && definition.ActionAfterCompletion === 'DELETE') remove(row.group_name, row.name)
    else arm(fired)
    await fire(definition.Target, inputOf(definition.Target.Input, arnOf(row.group_name, row.name), time))
  }

  const check = (group: string, definition: Definition) => {
    if (!groups.has(group))
      throw new ServiceError('ResourceNotFoundException', `Schedule group ${group} does not exist.`, 404)
    const missing = (['ScheduleExpression', 'FlexibleTimeWindow', 'Target'] as const).find(
      (name) => definition[name] === undefined,
    )
    if (missing) throw new ServiceError('ValidationException', `${missing} must not be null`)
    try {
      nextTime(timingOf(definition, clock.now()), clock.now())
    } catch (error) {
      throw new ServiceError('ValidationException', (error as Error).message)
    }
  }

  const write = (group: string, name: string, definition: Definition, created: number) => {
    journal
      .prepare('INSERT OR REPLACE INTO schedules VALUES (?, ?, ?, ?, ?, NULL)')
      .run(group, name, JSON.stringify(definition), created, clock.now())
    arm(read(group, name)!)
    return { ScheduleArn: arnOf(group, name) }
  }

  const must = (group: string, name: string) => {
    const row = read(group, name)
    if (!row) throw new ServiceError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404)
    return row
  }

  const remove = (group: string, name: string) => {
    timers.get(keyOf(group, name))?.()
    timers.delete(keyOf(group, name))
    journal.prepare('DELETE FROM schedules WHERE group_name = ? AND name = ?').run(group, name)
  }

  return {
    create(group: string, name: string, definition: Definition) {
      check(group, definition)
      if (read(group, name)) throw new ServiceError('ConflictException', `Schedule ${name} already exists.`, 409)
      return write(group, name, definition, clock.now())
    },
    /** As AWS does: what the call leaves out goes back to its default. */
    update(group: string, name: string, definition: Definition) {
      const { created } = must(group, name)
      check(group, definition)
      return write(group, name, definition, created)
    },
    get: (group: string, name: string): Schedule => describe(must(group, name)),
    delete(group: string, name: string) {
      must(group, name)
      remove(group, name)
    },
    list: (): Schedule[] =>
      (journal.prepare('SELECT * FROM schedules ORDER BY group_name, name').all() as unknown as Row[]).map(describe),
    start() {
      for (const row of journal.prepare('SELECT * FROM schedules').all() as unknown as Row[]) arm(row)
    },
  }
}

export type Schedules = ReturnType<typeof createSchedules>

const arnOf = (group: string, name: string) => arn('scheduler', `schedule/${group}/${name}`)

/** Without a StartDate a rate starts at once, counted from when the schedule was made or last changed. */
function timingOf(definition: Definition, since: number): Timing {
  const {
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: timezone = 'UTC',
    StartDate,
    EndDate,
  } = definition
  const oneTime = expression.startsWith('at(')
  const start = StartDate === undefined || oneTime ? since : Math.max(StartDate * 1000, 0)
  return { expression, timezone, start, end: EndDate === undefined || oneTime ? undefined : EndDate * 1000 }
}

function describe(row: Row): Schedule {
  return {
    ScheduleExpressionTimezone: 'UTC',
    State: 'ENABLED',
    ActionAfterCompletion: 'NONE',
    ...(JSON.parse(row.definition) as Definition),
    GroupName: row.group_name,
    Name: row.name,
    Arn: arnOf(row.group_name, row.name),
    CreationDate: row.created / 1000,
    LastModificationDate: row.modified / 1000,
  }
}

/** Fills AWS's context attributes in; text that is not JSON stays text. */
function inputOf(input: string | undefined, scheduleArn: string, time: number): unknown {
  if (input === undefined) return {}
  const values: Record<string, string> = {
    'scheduled-time': new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'),
    'execution-id': randomUUID(),
    'attempt-number': '1',
    'schedule-arn': scheduleArn,
  }
  const filled = input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (text, name: string) => values[name] ?? text)
  try {
    return JSON.parse(filled)
  } catch {
    return filled
  }
}
