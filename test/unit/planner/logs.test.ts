import { expect, test } from 'vitest'
import type { LogState, Resource } from '../../../shared/model/resource.ts'
import { nouns } from '../../../shared/nouns/nouns.ts'
import { SourceConfig } from '../../../shared/nouns/sources/contract.ts'
import { planBuilds } from '../../../shared/planner/plan-builds.ts'
import { account, now, resource } from '../../support/planned-account.ts'

const source = (config: object = {}, more: object = {}): Resource =>
  ({ ...resource('sources', 'website', SourceConfig.parse({ name: 'Website', ...config })), ...more }) as Resource
const plan = (one: Resource, log: LogState) => planBuilds(nouns, { ...account([one], []), logs: { website: log } }, now)

test('a source is built once an hour of its log is closed, and again when another one is', () => {
  const closed = plan(source(), { through: '2024-05-01T09' })
  expect(closed.builds.map(({ resource: { id } }) => id)).toEqual(['website'])
  const built = { status: 'ready', built_digest: closed.builds[0]!.digest }
  expect(plan(source({}, built), { through: '2024-05-01T09' }).builds).toEqual([])
  expect(plan(source({}, built), { through: '2024-05-01T10' }).builds).toHaveLength(1)
})

test('settings that say who may send events do not build it again; those that say who is who do', () => {
  const log = { through: '2024-05-01T09' }
  const built = { status: 'ready', built_digest: plan(source(), log).builds[0]!.digest }
  const same = { name: 'Shop', enabled: false, identify: false, cadence: 'hourly', retention_days: 9 }
  expect(plan(source(same, built), log).builds).toEqual([])
  for (const other of [{ blocked_values: ['guest'] }, { identifiers: [{ kind: 'email', limit: 1 }] }])
    expect(plan(source(other, built), log).builds).toHaveLength(1)
})

test.each([
  ['daily', {}, 'waits for its first events'],
  ['daily', { open: '2024-05-01T11' }, 'end of their day (UTC)'],
  ['hourly', { open: '2024-05-01T11' }, 'end of their hour'],
  ['manual', { open: '2024-05-01T11' }, 'when force_update asks'],
])('before its first build a %s source says for what it waits', (cadence, log, words) => {
  const { builds, notes } = plan(source({ cadence }), log)
  expect(builds).toEqual([])
  expect(notes.find(({ resource: { id } }) => id === 'website')?.note).toContain(words)
})
