import { expect, test } from 'vitest'
import { nouns } from '../../../shared/nouns/nouns.ts'
import type { AccountState } from '../../../shared/planner/planned.ts'
import { standingsOf } from '../../../shared/planner/staleness.ts'
import { account, dataset, edited, later, now, resource, settle, upload } from '../../support/planned-account.ts'

const shop = () =>
  account(
    [
      dataset('orders', { streams: ['orders'] }),
      resource('cohorts', 'customers', { stream_name: 'orders' }),
      resource('persona_sets', 'personas', { cohort_id: 'customers' }),
    ],
    [upload('orders/1.csv')],
  )
const ready = (): AccountState => settle(shop()).state
const notes = (state: AccountState) => {
  const standing = standingsOf(nouns, state, now)
  return Object.fromEntries(
    ['orders', 'account', 'customers', 'personas'].map((id) => {
      const { stale, note } = standing(state.resources.find((one) => one.id === id)!)!
      return [id, stale ? note : note && `not stale: ${note}`]
    }),
  )
}

test('before the first build, each says after which other it is built', () => {
  expect(notes(shop())).toEqual({
    orders: 'its first build starts in a few seconds',
    account: 'new data arrived in dataset "orders": it is built in a few seconds, after that',
    customers: 'new data arrived in dataset "orders": it is built in a few seconds, after that',
    personas: 'new data arrived in dataset "orders": it is built in a few seconds, after that',
  })
})

test('a new file is news for the dataset and for all that is made from it', () => {
  const state = ready()
  const after = 'new data arrived in dataset "orders": it is built again in a few seconds, after that'
  expect(notes({ ...state, uploads: [...state.uploads, upload('orders/2.csv')] })).toEqual({
    orders: 'new data arrived: it is built again in a few seconds',
    account: after,
    customers: after,
    personas: after,
  })
})

test('a claimed build is named by those that wait for it, and says itself that it runs', () => {
  const claimed = { claimed_until: later, status: 'running' }
  expect(notes(edited(ready(), 'account', claimed))).toEqual({
    orders: undefined,
    account: 'is being built again: until then it shows its last good build',
    customers: "the account's people are recognised anew: it is built again after that",
    personas: "the account's people are recognised anew: it is built again after that",
  })
  expect(notes(edited(ready(), 'customers', claimed))).toMatchObject({
    personas: 'waits for cohort "customers", which is being built: it is built again after that',
  })
  expect(notes(edited(ready(), 'orders', { ...claimed, status: 'starting' }))).toMatchObject({
    orders: 'its files are read as soon as no more of them arrive',
  })
})

test('a forced build and a changed setting say so', () => {
  const forced = edited(ready(), 'personas', { force: 'again', status: 'new' })
  expect(notes(forced).personas).toBe('a new build was asked for: it starts in a few seconds')
  const patched = edited(ready(), 'customers', {
    config: { name: 'customers', stream_name: 'orders', min_count: 2 },
    last_read_input_at: now,
    last_updated_config_at: later,
  })
  expect(notes(patched).customers).toBe('its settings changed: it is built again in a few seconds')
})

test('one that waits for something which nobody builds is not stale, and says for what', () => {
  expect(notes({ ...shop(), uploads: [] })).toEqual({
    orders: 'not stale: waits for a first file in the folder "orders"',
    account: undefined,
    customers: 'not stale: waits for the first dataset to be read',
    personas: 'not stale: waits for cohort "customers" (customers)',
  })
})

test('streams and traits, which no machine builds, say nothing', () => {
  const state = ready()
  const stream = state.resources.find(({ type }) => type === 'streams')!
  expect(standingsOf(nouns, state, now)(stream)).toBeUndefined()
})
