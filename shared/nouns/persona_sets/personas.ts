import { notFound } from '../../model/errors.ts'
import type { Resource } from '../../model/resource.ts'
import { applied } from '../../verbs/applied.ts'
import { findIn } from '../../verbs/find.ts'
import type { ApiContext, Json } from '../../verbs/noun.ts'
import { refuse } from '../../verbs/refuse.ts'
import { writing } from '../../verbs/write.ts'
import type { PersonaSummary } from './output.ts'
import { personaName } from './persona-name.ts'

type PersonaSet = Resource<'persona_sets'>

/** The personas of a set that was built, under the names that people gave them. */
export function personasOf(set: PersonaSet, { origin }: Pick<ApiContext, 'origin'>): Json[] {
  const { personas = [] } = set.output ?? {}
  return personas.map((persona) => personaFields(set, persona, origin))
}

function personaFields(set: PersonaSet, persona: PersonaSummary, origin: string): Json {
  const name = personaName(set, persona)
  const isGiven = set.persona_names?.[persona.id] !== undefined
  const { previous_name, ...shown } = persona
  const { summary, marketing_strategems } = persona.interpretation
  // They were written when the set was built, with the automatic name.
  const renamed = (text: string) => text.replaceAll(persona.name, () => name)
  const name_note = isGiven ? noteOnName(set, persona) : undefined
  return {
    ...shown,
    name,
    ...(previous_name && !isGiven && { previous_name }),
    ...(name_note && { name_note }),
    interpretation: { summary: renamed(summary), marketing_strategems: marketing_strategems.map(renamed) },
    // Another build is another address, so that a picture may be kept for good.
    avatar: `${origin}/v1/persona_sets/${set.id}/personas/${persona.id}/avatar.svg?v=${buildOf(set)}`,
  }
}

/** The last build of a set, as its folder in the lake is named. */
export const buildOf = (set: PersonaSet): string => set.output?.prefix.split('/').at(-2)?.slice(0, 16) ?? ''

/** The changes of the last fit's personas, under the names that people gave them. */
export function changesOf(set: PersonaSet): Json[] {
  const { changes = [] } = set.output ?? {}
  const named = (personas: { id: string; name: string }[]) =>
    personas.map((persona) => ({ ...persona, name: personaName(set, persona) }))
  const isGiven = (id: string | undefined) => id !== undefined && set.persona_names?.[id] !== undefined
  return changes
    .filter(({ change, to }) => change !== 'renamed' || !isGiven(to[0]?.id))
    .map((change) => {
      const from = change.change === 'renamed' ? change.from : named(change.from)
      return { ...change, from, to: named(change.to) }
    })
}

/** A sentence where most of what set a persona apart when a person named it is not among the differences that are shown today. */
function noteOnName(set: PersonaSet, persona: PersonaSummary): string | undefined {
  const facts = set.persona_named_for?.[persona.id] ?? []
  const stands = ({ trait, direction, value }: (typeof facts)[number]) =>
    persona.salient.some((now) => now.trait === trait && now.direction === direction && now.value === value)
  const gone = facts.filter((fact) => !stands(fact))
  if (gone.length * 2 <= facts.length) return undefined
  return `This name may be out of date. When it was given, these people stood out by this: ${gone.map(({ label }) => label).join('; ')}. This is no longer among what sets them apart most.`
}

/** One persona of a set. */
export function requirePersona(set: PersonaSet, id: string): PersonaSummary {
  const personas = set.output?.personas ?? []
  const persona = personas.find((one) => one.id === id)
  if (!persona) throw notFound('persona', id)
  return { ...persona, name: personaName(set, persona) }
}

/** In a file two personas of one name are one. */
function requireFreeName(set: PersonaSet, id: string, name: string): void {
  const plain = (text: string) => text.normalize('NFKC').toLowerCase()
  const other = set.output?.personas?.find((one) => one.id !== id && plain(personaName(set, one)) === plain(name))
  if (other) refuse('name', `name "${name}" is taken by another persona of the set (${other.id})`, 'name_taken')
}

/** Gives a persona a name that wins over the generated one, now and in every later build that still knows it. */
export async function renamePersona(
  ctx: ApiContext,
  { params, body }: { params: { id: string; persona_id: string }; body: { name: string | null } },
): Promise<Json> {
  const set = await writing(ctx, ({ all }) => {
    const before = findIn({ type: 'persona_sets' }, all, params.id)
    const { salient } = requirePersona(before, params.persona_id)
    if (body.name !== null) requireFreeName(before, params.persona_id, body.name)
    const { [params.persona_id]: _old, ...others } = before.persona_names ?? {}
    const { [params.persona_id]: _facts, ...otherFacts } = before.persona_named_for ?? {}
    const facts = salient.slice(0, 3).map(({ trait, direction, value, label }) => ({ trait, direction, value, label }))
    const persona_names = body.name === null ? others : { ...others, [params.persona_id]: body.name }
    const persona_named_for = body.name === null ? otherFacts : { ...otherFacts, [params.persona_id]: facts }
    const now = ctx.now().toISOString()
    const changes = { persona_names, persona_named_for, updated_at: now }
    const update = [{ type: before.type, id: before.id, changes }]
    return {
      write: { update },
      changed: [before],
      result: findIn({ type: 'persona_sets' }, applied(all, { update }), before.id),
    }
  })
  const { personas = [] } = set.output ?? {}
  return personaFields(set, personas.find(({ id }) => id === params.persona_id)!, ctx.origin)
}
