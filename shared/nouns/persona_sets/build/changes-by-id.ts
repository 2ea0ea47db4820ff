import type { PersonaChange } from '../../../engines/personas/over-time/match-previous.ts'
import type { PersonaSetChange, PersonaSummary } from '../output.ts'

/** The changes of the last fit's personas, by the ids that customers know. */
export function changesById(
  changes: PersonaChange[],
  before: Pick<PersonaSummary, 'id' | 'name'>[],
  now: Pick<PersonaSummary, 'id' | 'name'>[],
): PersonaSetChange[] {
  const was = (persona: number) => ({ id: before[persona]?.id ?? '', name: before[persona]?.name ?? '' })
  const is = (persona: number) => ({ id: now[persona]?.id ?? '', name: now[persona]?.name ?? '' })
  return changes.map((change): PersonaSetChange => {
    switch (change.change) {
      case 'kept':
        return { change: 'kept', from: [was(change.previous)], to: [is(change.next)], overlap: change.overlap }
      case 'new':
        return { change: 'new', from: [], to: [is(change.next)] }
      case 'split':
        return { change: 'split', from: [was(change.previous)], to: change.into.map(is) }
      case 'merged':
        return { change: 'merged', from: change.previous.map(was), to: [is(change.into)] }
      default:
        return { change: 'vanished', from: [was(change.previous)], to: [] }
    }
  })
}
