import type { Examples } from '../../contract/with-examples.ts'
import { built, envelope, id, monday, moves, usualOperations } from '../example-shop.ts'

const schedule = {
  name: 'Every Monday',
  scope_id: id.scopes,
  expression: 'cron(0 6 ? * MON *)',
  timezone: 'UTC',
  enabled: true,
}

export const examples: Partial<Examples> = {
  ids: { schedules: id.schedules },
  components: {
    ScheduleConfig: [schedule],
    Schedule: [
      {
        ...envelope('schedules'),
        ...schedule,
        last_run: monday,
        next_run: '2024-06-10T06:00:00.000Z',
        runs: [
          {
            scheduled_time: monday,
            status: 'ready',
            started_at: monday,
            finished_at: built,
            data_up_to: '2024-05-20T12:00:00.000Z',
            note: 'No new data since 20 May 2024: counted as of 27 May 2024.',
            persona_sets: { [id.persona_sets]: { scored: 100, moved: 4, moves } },
            target_ids: [id.targets],
          },
        ],
      },
    ],
  },
  operations: {
    ...usualOperations('schedules', 'Mondays'),
    'schedules.preview': {
      body: { expression: schedule.expression, timezone: 'Europe/Berlin' },
      response: { next_runs: ['2024-06-10T04:00:00.000Z', '2024-06-17T04:00:00.000Z'], at_once: false },
    },
  },
}
