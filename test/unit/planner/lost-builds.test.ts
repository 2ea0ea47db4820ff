import { expect, test } from 'vitest'
import { nouns } from '../../../shared/nouns/nouns.ts'
import { planBuilds } from '../../../shared/planner/plan-builds.ts'
import { account, dataset, edited, now, resource, settle, upload } from '../../support/planned-account.ts'

const ready = () =>
  settle(
    account(
      [dataset('orders', { streams: ['orders'] }), resource('cohorts', 'customers', { stream_name: 'orders' })],
      [upload('orders/1.csv')],
    ),
  ).state
const planned = (state: ReturnType<typeof ready>) =>
  planBuilds(nouns, state, now).builds.map((build) => build.resource.id)

test('a build that was stopped after its edit was taken back is built all the same: it would stay new for ever', () => {
  // Claimed for an edit, the edit taken back, the execution aborted: the inputs are again those of the last good build.
  const state = edited(ready(), 'customers', { status: 'new' })
  expect(planned(state)).toEqual(['customers'])
})

test('so is one whose inputs are again those that failed before', () => {
  const good = ready()
  const failing = good.resources.find(({ id }) => id === 'customers')!.built_digest!
  const state = edited(good, 'customers', { status: 'new', built_digest: 'another', failed_digest: failing })
  expect(planned(state)).toEqual(['customers'])
})

test('what is ready, or failed on the same inputs, is left alone', () => {
  const good = ready()
  expect(planned(good)).toEqual([])
  const failing = good.resources.find(({ id }) => id === 'customers')!.built_digest!
  expect(planned(edited(good, 'customers', { status: 'error', failed_digest: failing }))).toEqual([])
})
