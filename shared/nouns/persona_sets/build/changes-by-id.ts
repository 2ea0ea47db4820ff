import type { Model } from '../../../engines/personas/model.ts'
import type { PersonaSetChange, PersonaSummary } from '../output.ts'

/** The changes of the last fit's personas, by the ids that customers know. */
export function changesById(
  { changes, personas }: Pick<Model, 'changes' | 'personas'>,
  before: Pick<PersonaSummary, 'id' | 'name'>[],
  now: Pick<PersonaSummary, 'id' | 'name'>[],
): PersonaSetChange[] {
  const was = (persona: number) => ({ id: before[persona]?.id ?? '', name: before[persona]?.name ?? '' })
  const is = (persona: number) => ({ id: now[persona]?.id ?? '', name: now[persona]?.name ?? '' })
  const ofThose = changes.map((change): PersonaSetChange => {
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
  const ofNames = personas.flatMap(({ id, name, previous_name, renamed_because, redrawn }): PersonaSetChange[] => {
    const from = [{ id, name: previous_name ?? name }]
    const to = [{ id, name }]
    return [
      ...(previous_name
        ? [{ change: 'renamed' as const, from, to, ...(renamed_because && { reason: renamed_because }) }]
        : []),
      ...(redrawn
        ? [
            {
              change: 'redrawn' as const,
              from,
              to,
              reason: 'The portrait said what no longer sets them apart, or not what now does.',
            },
          ]
        : []),
    ]
  })
  return [...ofThose, ...ofNames]
}
