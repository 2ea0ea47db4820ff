import * as z from 'zod'
import { Count, envelope, Name, Reference, Time } from '../../contract/fields.ts'
import { operations } from '../../contract/operation.ts'
import { resourceOperations } from '../../contract/resource-operations.ts'

/** When a scope is scored again. */
export const ScheduleConfig = z.strictObject({
  name: Name.optional(),
  scope_id: Reference,
  expression: z.string().trim().min(1).max(256).describe('rate(…) or cron(…), as EventBridge Scheduler reads them'),
  timezone: z.string().trim().min(1).max(50).default('UTC').describe('IANA name, for cron expressions'),
  enabled: z.boolean().default(true),
})
export type ScheduleConfig = z.output<typeof ScheduleConfig>

const Moves = z.array(z.object({ from: z.string().nullable(), to: z.string(), count: Count }))

const Run = z.object({
  scheduled_time: Time,
  status: z.enum(['running', 'ready', 'error']),
  status_error: z.string().optional(),
  data_up_to: Time.optional().describe('The newest event that was there'),
  note: z.string().optional().describe('Says so where no new data had come'),
  started_at: Time,
  finished_at: Time.optional(),
  persona_sets: z.record(z.string(), z.object({ scored: Count, moved: Count, moves: Moves })).optional(),
  target_ids: z.array(z.string()).optional(),
})

export const Schedule = z.object({
  ...envelope,
  ...ScheduleConfig.shape,
  name: Name,
  last_run: Time.nullable(),
  next_run: Time.nullable(),
  runs: z.array(Run).describe('The latest 50, newest first'),
})

const { expression, timezone } = ScheduleConfig.shape

export const scheduleOperations = operations({
  ...resourceOperations('schedules', ScheduleConfig, Schedule),
  preview: {
    method: 'POST',
    path: '/v1/schedules/preview',
    role: 'viewer',
    summary: 'When an expression would fire, before a schedule has it',
    body: z.strictObject({ expression, timezone }),
    response: z.object({
      next_runs: z.array(Time).describe('The next five'),
      at_once: z.boolean().describe('A rate fires also when its schedule is saved, and counts from then'),
    }),
    status: 200,
    errors: ['VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE'],
  },
})

/** Apart, because it starts what a firing starts: shared/planning. */
export const scheduleRunOperations = operations({
  run: {
    method: 'POST',
    path: '/v1/schedules/{id}/run',
    summary: 'Score again now, as if the schedule fired; one that is switched off runs, too',
    response: Schedule,
    status: 200,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
})
