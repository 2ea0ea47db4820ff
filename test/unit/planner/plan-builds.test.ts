import { describe, expect, test } from 'vitest'
import { nouns } from '../../../shared/nouns/nouns.ts'
import { graphOf } from '../../../shared/planner/graph.ts'
import { isSettled, planBuilds } from '../../../shared/planner/plan-builds.ts'
import type { AccountState } from '../../../shared/planner/planned.ts'
import { standingsOf } from '../../../shared/planner/staleness.ts'
import { shown } from '../../../shared/verbs/envelope.ts'
import {
  account,
  dataset,
  edited,
  failed,
  later,
  now,
  planned,
  resource,
  settle,
  succeeded,
  upload,
} from '../../support/planned-account.ts'

/** A shop: orders and a loyalty list; customers and everybody; personas of the customers; a scope with its target. */
const shop = () =>
  account(
    [
      dataset('orders', { streams: ['orders'], traits: ['city'] }),
      dataset('loyalty', { traits: ['age', 'income'] }),
      resource('cohorts', 'customers', { stream_name: 'orders' }),
      resource('cohorts', 'rich', { traits: [{ name: 'income', _gt: 1 }] }),
      resource('persona_sets', 'personas', { cohort_id: 'customers', clustering_dimensions: { traits: ['age'] } }),
      resource('scopes', 'scope', {
        population: { cohort_ids: ['customers'] },
        payload: { persona_set_ids: ['personas'], attributes: ['city'] },
      }),
      resource('targets', 'target', { scope_id: 'scope' }),
      resource('schedules', 'mondays', { scope_id: 'scope' }),
    ],
    [upload('orders/1.csv'), upload('loyalty/1.csv')],
  )

const ready = (): AccountState => settle(shop()).state
const configOf = (state: AccountState, id: string) => state.resources.find((one) => one.id === id)!.config
const withConfig = (state: AccountState, id: string, config: Record<string, unknown>) =>
  edited(state, id, { config: { ...configOf(state, id), ...config } })
const notes = (state: AccountState) =>
  Object.fromEntries(planBuilds(nouns, state, now).notes.map((one) => [one.resource.id, one.note]))

describe('from nothing', () => {
  test('is built in order, what does not depend on each other at once', () => {
    let state = shop()
    const rounds: string[][] = []
    for (let plan = planBuilds(nouns, state, now); plan.builds.length; plan = planBuilds(nouns, state, now)) {
      rounds.push(plan.builds.map((build) => build.resource.id))
      for (const build of plan.builds) state = succeeded(state, build)
    }
    expect(rounds).toEqual([
      ['orders', 'loyalty'],
      ['account'],
      ['customers', 'rich'],
      ['personas'],
      ['scope'],
      ['target'],
    ])
  })

  test('without a file, everything waits and says for what', () => {
    const state = { ...shop(), uploads: [] }
    expect(planned(state)).toEqual([])
    expect(notes(state)).toEqual({
      orders: 'waits for a first file in the folder "orders"',
      loyalty: 'waits for a first file in the folder "loyalty"',
      customers: 'waits for the first dataset to be read',
      rich: 'waits for the first dataset to be read',
      personas: 'waits for cohort "customers" (customers)',
      scope: 'waits for cohort "customers" (customers)',
      target: 'waits for scope "scope" (scope)',
    })
  })

  test('what can be built is; the rest names the stream or trait that nobody filled', () => {
    const { state } = settle({ ...shop(), uploads: [upload('orders/1.csv')] })
    expect(state.resources.filter((one) => one.built_digest).map(({ id }) => id)).toEqual([
      'account',
      'orders',
      'customers',
    ])
    expect(notes(state).rich).toBe('waits for trait "income": no dataset has filled it yet')
    expect(notes(state).personas).toBe('waits for trait "age": no dataset has filled it yet')
    const rest = settle({ ...state, uploads: [...state.uploads, upload('loyalty/1.csv')] })
    // The events are as they were, and so are the customers.
    expect(rest.built).toEqual(['loyalty', 'account', 'rich', 'personas', 'scope', 'target'])
  })

  test('when the only file of a stream is gone, whoever reads it waits, whatever else it is made of', () => {
    const state = ready()
    const gone = settle({ ...state, uploads: state.uploads.filter(({ path }) => path !== 'orders/1.csv') })
    expect(gone.built).toEqual(['orders', 'account', 'rich', 'target'])
    const waits = 'waits for stream "orders": no dataset has filled it yet'
    expect(notes(gone.state)).toMatchObject({ customers: waits, personas: waits, scope: waits })
    expect(settle({ ...gone.state, uploads: state.uploads }).built).toContain('orders')
  })

  test('a note that is no longer true is taken back', () => {
    const state = edited(ready(), 'customers', { status_note: 'waits for the first dataset to be read' })
    expect(notes(state)).toEqual({ customers: undefined })
  })
})

describe('a change builds what is made from it', () => {
  const rebuilt = (change: (state: AccountState) => AccountState) => settle(change(ready())).built

  test.each<[string, (state: AccountState) => AccountState, string[]]>([
    ['nothing', (state) => state, []],
    [
      'a new file: who looks at everybody sees new people',
      (state) => ({ ...state, uploads: [...state.uploads, upload('orders/2.csv')] }),
      ['orders', 'account', 'customers', 'rich', 'personas', 'scope', 'target'],
    ],
    [
      'the only file is gone: who reads its traits waits',
      (state) => ({ ...state, uploads: state.uploads.filter(({ path }) => path !== 'loyalty/1.csv') }),
      ['loyalty', 'account', 'target'],
    ],
    [
      'a trait that is read otherwise',
      (state) =>
        withConfig(state, 'loyalty', {
          output_to_traits: { age: { column_name: 'age' }, income: { column_name: 'i' } },
        }),
      ['loyalty', 'account', 'rich'],
    ],
    [
      'a cohort that nothing uses',
      (state) => withConfig(state, 'rich', { traits: [{ name: 'income', _gt: 2 }] }),
      ['rich'],
    ],
    [
      'a persona set',
      (state) => withConfig(state, 'personas', { number_of_clusters: 3 }),
      ['personas', 'scope', 'target'],
    ],
    ['a name, which stands in the cells', (state) => withConfig(state, 'personas', { name: 'Shoppers' }), ['target']],
    ['a persona’s name', (state) => edited(state, 'personas', { persona_names: { p1: 'Lou' } }), ['target']],
    ['the name of a target', (state) => withConfig(state, 'target', { name: 'Other' }), []],
    ['whether personas may change', (state) => withConfig(state, 'personas', { refit: 'manual' }), []],
    ['a schedule', (state) => withConfig(state, 'mondays', { expression: 'rate(1 day)' }), []],
    ['force', (state) => edited(state, 'personas', { force: 'f' }), ['personas', 'scope', 'target']],
    ['a firing', (state) => edited(state, 'personas', { as_of: later }), ['personas', 'scope', 'target']],
    [
      'a firing before the newest event',
      (state) => edited(state, 'personas', { as_of: '2024-05-01T11:00:00.000Z' }),
      [],
    ],
    ['a firing of a scope without events in its payload', (state) => edited(state, 'scope', { as_of: later }), []],
    ['a firing for a cohort without recency', (state) => edited(state, 'customers', { as_of: later }), []],
  ])('%s', (_what, change, expected) => {
    expect(rebuilt(change)).toEqual(expected)
  })

  test('a firing looks again at a cohort that counts days', () => {
    const { state } = settle(withConfig(ready(), 'rich', { recency: { occurrence: 'last', max_days: 30 } }))
    expect(settle(edited(state, 'rich', { as_of: later })).built).toEqual(['rich'])
  })

  test('a firing later than one period after the newest event finds nothing new', () => {
    const fired = (as_of: string) => ({ as_of, as_of_period_ms: 3_600_000 })
    const { state, built } = settle(edited(ready(), 'personas', fired('2024-05-02T00:00:00.000Z')))
    expect(built).toEqual(['personas', 'scope', 'target'])
    expect(settle(edited(state, 'personas', fired('2024-06-01T00:00:00.000Z'))).built).toEqual([])
    // New files move the newest event, and are built without a firing.
    const more = { ...state, uploads: [...state.uploads, upload('orders/2.csv')] }
    expect(settle(more).built).toContain('personas')
  })

  test('the same bytes put again end at the dataset: early cut-off', () => {
    const again = (state: AccountState) => ({
      ...state,
      uploads: state.uploads.map((one) => (one.path === 'orders/1.csv' ? { ...one, last_modified: later } : one)),
    })
    expect(rebuilt(again)).toEqual(['orders'])
  })
})

describe('a build that failed', () => {
  const broken = () => {
    const state = withConfig(ready(), 'customers', { min_count: 2 })
    const [build] = planBuilds(nouns, state, now).builds
    return failed(state, build!)
  }

  test('is not tried again, and what is made from it keeps serving the last good output', () => {
    expect(planned(broken())).toEqual([])
    expect(notes(broken())).toEqual({})
  })

  test('is tried again once its inputs change, or on force', () => {
    expect(planned(withConfig(broken(), 'customers', { min_count: 3 }))).toEqual(['customers'])
    expect(planned(edited(broken(), 'customers', { force: 'again' }))).toEqual(['customers'])
  })

  test('is tried again when its inputs go back to what was good', () => {
    const { min_count: _, ...config } = configOf(broken(), 'customers') as { min_count?: number }
    expect(planned(edited(broken(), 'customers', { config }))).toEqual(['customers'])
  })

  test('does not block its siblings', () => {
    const state = { ...broken(), uploads: [...broken().uploads, upload('loyalty/2.csv')] }
    expect(settle(state).built).toEqual(['loyalty', 'account', 'rich', 'personas', 'scope', 'target'])
  })

  test.each([
    ['orders', 'dataset "orders" (orders)', ['customers', 'personas', 'scope', 'target']],
    ['account', "the account's people", ['customers', 'rich', 'personas', 'scope', 'target']],
    ['customers', 'cohort "customers" (customers)', ['personas', 'scope', 'target']],
    ['personas', 'persona set "personas" (personas)', ['scope', 'target']],
    ['scope', 'scope "scope" (scope)', ['target']],
  ])('without a good output of %s, all that is made from it is blocked and names it', (broken, said, below) => {
    let state = shop()
    for (let due = planBuilds(nouns, state, now); due.builds.length; due = planBuilds(nouns, state, now)) {
      for (const build of due.builds) {
        state = build.resource.id === broken ? failed(state, build) : succeeded(state, build)
      }
    }
    const { blocked } = planBuilds(nouns, state, now)
    expect([...blocked].map((key) => key.split('/')[1])).toEqual(below)
    for (const id of below) expect(notes(state)[id]).toBe(`can't be built while ${said} is in error: no`)
    const standing = standingsOf(nouns, state, now)
    const last = state.resources.find(({ id }) => id === below.at(-1))!
    const why = `can't be built while ${said} is in error: no`
    expect(shown(last, {}, standing(last))).toMatchObject({ status: 'error', status_error: why, stale: false })
  })
})

describe('a claim', () => {
  const claimed = { status: 'running' as const, claimed_until: later, claimed_digest: 'd' }
  const changed = () => withConfig(ready(), 'personas', { number_of_clusters: 3 })

  test('keeps everybody else off the resource, and off all that is made from it', () => {
    expect(planned(edited(changed(), 'personas', claimed))).toEqual([])
    const claimedCohort = edited(edited(changed(), 'customers', claimed), 'rich', { force: 'f' })
    expect(planned(claimedCohort)).toEqual(['rich'])
  })

  test('that has run out is taken again, whatever was built before', () => {
    const lost = edited(ready(), 'personas', claimed)
    expect(planned(lost, '2024-05-01T12:59:59.999Z')).toEqual([])
    expect(planned(lost, later)).toEqual(['personas'])
  })

  test('that has run out is taken again, also where the same inputs failed before', () => {
    const state = changed()
    const { digest } = planBuilds(nouns, state, now).builds[0]!
    const lost = edited(state, 'personas', { ...claimed, failed_digest: digest })
    expect(planned(lost, later)).toEqual(['personas'])
  })

  test('is not settled, nor is what is about to be built, nor what waits for either', () => {
    const unsettled = (state: AccountState) => {
      const plan = planBuilds(nouns, state, now)
      return state.resources.filter((one) => !isSettled(one, plan, now)).map(({ id }) => id)
    }
    expect(unsettled(ready())).toEqual([])
    expect(unsettled(edited(changed(), 'rich', claimed))).toEqual(['rich', 'personas', 'scope', 'target'])
    // A run that fires while a file is read must not end before what the file changes.
    expect(unsettled(edited(ready(), 'orders', claimed))).toEqual([
      ...['account', 'orders', 'customers', 'rich', 'personas', 'scope', 'target'],
    ])
    expect(unsettled(edited(ready(), 'rich', { ...claimed, archived_at: now }))).toEqual(['rich'])
  })
})

describe('what is archived', () => {
  test('is skipped, and does not hold up what is made from it', () => {
    const state = withConfig(edited(ready(), 'personas', { archived_at: now }), 'personas', { number_of_clusters: 3 })
    expect(planned(state)).toEqual([])
    expect(settle({ ...state, uploads: [...state.uploads, upload('orders/2.csv')] }).built).toEqual([
      ...['orders', 'account', 'customers', 'rich', 'scope', 'target'],
    ])
  })

  test('is built when it comes back', () => {
    const state = edited(ready(), 'rich', { archived_at: now })
    const changed = withConfig(state, 'rich', { traits: [{ name: 'income', _gt: 5 }] })
    expect(planned(changed)).toEqual([])
    expect(planned(edited(changed, 'rich', { archived_at: undefined as never }))).toEqual(['rich'])
  })
})

describe('what is read is what counts', () => {
  /** Settled, then a new file of the loyalty list: new people, and other values of its traits; no order changed. */
  const afterNewPeople = (...more: ReturnType<typeof resource>[]) => {
    const said = shop()
    const settled = settle({ ...said, resources: [...said.resources, ...more] }).state
    let state: AccountState = { ...settled, uploads: [...settled.uploads, upload('loyalty/2.csv')] }
    const built: string[] = []
    for (let plan = planBuilds(nouns, state, now); plan.builds.length; plan = planBuilds(nouns, state, now)) {
      built.push(...plan.builds.map((build) => build.resource.id))
      for (const build of plan.builds) state = succeeded(state, build)
    }
    return built
  }

  test('a cohort of those who never ordered is built again when people come who did not', () => {
    const never = resource('cohorts', 'never', { stream_name: 'orders', max_count: 0 })
    const local = resource('cohorts', 'local', { stream_name: 'orders', place_conditions: [{ place_id: 'state:VT' }] })
    const built = afterNewPeople(never, local)
    expect(built).toContain('never')
    expect(built).toContain('local')
    expect(built).not.toContain('customers')
  })

  test('a target that filters by a trait is delivered again when the trait changes, and holds on to what it reads', () => {
    const gold = resource('targets', 'gold', {
      scope_id: 'scope',
      filter: { trait: [{ name: 'income', _gt: 1 }] },
      representation: { mode: 'referenced', reference: { dataset_id: 'orders', column_name: 'id' } },
    })
    expect(afterNewPeople(gold)).toContain('gold')
    const { resources } = shop()
    const upstreams = graphOf(nouns, [...resources, gold])
      .upstreamsOf(gold)
      .map(({ type, id }) => `${type}/${id}`)
    expect(upstreams).toEqual(['scopes/scope', 'datasets/orders', 'traits/traits-income'])
  })
})
