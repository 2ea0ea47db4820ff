import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Resource } from '../../../shared/model/resource.ts'
import { nouns } from '../../../shared/nouns/nouns.ts'
import { refKey } from '../../../shared/planner/graph.ts'
import { planBuilds } from '../../../shared/planner/plan-builds.ts'
import type { AccountState } from '../../../shared/planner/planned.ts'
import { standingsOf } from '../../../shared/planner/staleness.ts'
import { shown } from '../../../shared/verbs/envelope.ts'
import { accounts, editing, edits, isClaimed, madeFrom, underway } from '../../support/any-account.ts'
import { edited, later, now, settle } from '../../support/planned-account.ts'

const buildable = ({ resources }: AccountState): Resource[] =>
  resources.filter(({ type }) => nouns[type].machine !== undefined)
const staleOf = (state: AccountState): string[] => {
  const standing = standingsOf(nouns, state, now)
  return buildable(state)
    .filter((one) => standing(one)?.stale)
    .map(({ id }) => id)
}

test('stale is what is built, is about to be, or is made from such a resource, and nothing else', () => {
  fc.assert(
    fc.property(underway, (state) => {
      const about = new Set(planBuilds(nouns, state, now).builds.map(({ resource }) => refKey(resource)))
      const moves = (one: Resource) => isClaimed(one) || about.has(refKey(one))
      const expected = buildable(state).filter((one) => moves(one) || madeFrom(one, state.resources).some(moves))
      expect(staleOf(state)).toEqual(expected.map(({ id }) => id))
    }),
  )
})

test('at rest nothing is stale; after an edit all that is built because of it was stale at once, with a note', () => {
  fc.assert(
    fc.property(accounts(), edits, fc.nat(), (state, edit, archived) => {
      const { state: rest } = settle(state)
      expect(staleOf(rest)).toEqual([])
      const hidden = rest.resources[archived % (rest.resources.length * 3)]
      const changed = editing(hidden ? edited(rest, hidden.id, { archived_at: now }) : rest, edit)
      const stale = staleOf(changed)
      for (const id of settle(changed).built) expect(stale, id).toContain(id)
      const standing = standingsOf(nouns, changed, now)
      for (const one of buildable(changed)) {
        if (stale.includes(one.id)) expect(standing(one)?.note, one.id).toMatch(/^[a-z].{10,}/)
      }
    }),
  )
})

test('the note of one that is not stale is what the planner would write', () => {
  fc.assert(
    fc.property(underway, (state) => {
      const standing = standingsOf(nouns, state, now)
      for (const { resource, note } of planBuilds(nouns, state, now).notes) {
        expect(standing(resource)).toMatchObject({ stale: false, note })
      }
    }),
  )
})

test('a client that waits for ready or error gets neither too early, nor waits for a build that never comes', () => {
  fc.assert(
    fc.property(underway, fc.nat(), (state, i) => {
      const configured = edited(state, buildable(state)[i % buildable(state).length]!.id, {
        last_updated_config_at: later,
      })
      const standing = standingsOf(nouns, configured, now)
      for (const one of buildable(configured).map((one) => ({ ...one, last_updated_output_at: now }))) {
        const answer = shown(one, {}, standing(one))
        if (answer.stale) expect(['new', 'starting', 'running'], one.id).toContain(answer.status)
        else if (answer.status === 'ready') {
          expect(`${answer.last_updated_config_at}` <= `${answer.last_updated_output_at}`, one.id).toBe(true)
        }
      }
    }),
  )
})
