import type { MakeUp, PersonaSet } from '../api/types.ts'
import { percent } from '../words/figures.ts'
import { say } from '../words/say.ts'

/** The colour of people without a persona, behind the eight of personas. */
export const noPersona = 8

/** A part of a whole: a persona, or the people who have none. */
export interface Part {
  id: string
  name: string
  /** 0 to 8 */
  slot: number
  count: number
}

/** The parts of a make-up in the order of the set, and last those without a persona. */
export function partsOf(set: PersonaSet, { personas = [], unassigned_count = 0 }: Partial<MakeUp>): Part[] {
  const slots = new Map(set.personas?.map(({ id, color_slot }) => [id, color_slot]))
  const parts = personas.map(
    ({ persona_id: id, name, count }): Part => ({ id, name, slot: slots.get(id) ?? noPersona, count }),
  )
  return unassigned_count
    ? [...parts, { id: '', name: say('cohorts.without-persona'), slot: noPersona, count: unassigned_count }]
    : parts
}

/** Shares of a whole as one bar; to readers of screens one picture with the shares in its name. */
export function PersonaStrip({ parts, tall = false }: { parts: Part[]; tall?: boolean }) {
  const total = parts.reduce((sum, { count }) => sum + count, 0)
  if (!total) return <span class="quiet">–</span>
  const there = parts.filter(({ count }) => count > 0)
  const said = there.map(({ name, count }) => say('cohorts.part', { name, percent: percent(count / total) })).join('; ')
  return (
    <span class={tall ? 'strip tall' : 'strip'} role="img" aria-label={said} title={said}>
      {there.map(({ id, slot, count }) => (
        <span key={id} class={`p${slot}`} style={{ flexGrow: count }} />
      ))}
    </span>
  )
}
