import { notFound } from '../../model/errors.ts'
import type { Resource } from '../../model/resource.ts'
import { applied } from '../../verbs/applied.ts'
import { findIn } from '../../verbs/find.ts'
import type { ApiContext, Json } from '../../verbs/noun.ts'
import { writing } from '../../verbs/write.ts'
import type { PersonaSummary } from './output.ts'
import { personaName } from './persona-name.ts'

type PersonaSet = Resource<'persona_sets'>

/** The personas of a set that was built, under the names that people gave them. */
export function personasOf(set: PersonaSet): Json[] {
  const { personas = [] } = set.output ?? {}
  return personas.map((persona) => personaFields(set, persona))
}

function personaFields(set: PersonaSet, persona: PersonaSummary): Json {
  const name = personaName(set, persona)
  const { summary, ...rest } = persona.interpretation
  // The summary was written when the set was built, and begins with the generated name.
  const renamed = summary.startsWith(persona.name) ? `${name}${summary.slice(persona.name.length)}` : summary
  return {
    ...persona,
    name,
    interpretation: { summary: renamed, ...rest },
    avatar: `/v1/persona_sets/${set.id}/personas/${persona.id}/avatar.svg`,
  }
}

/** The changes of the last fit's personas, under the names that people gave them. */
export function changesOf(set: PersonaSet): Json[] {
  const { changes = [] } = set.output ?? {}
  const named = (personas: { id: string; name: string }[]) =>
    personas.map((persona) => ({ ...persona, name: personaName(set, persona) }))
  return changes.map((change) => ({ ...change, from: named(change.from), to: named(change.to) }))
}

/** One persona of a set. */
export function requirePersona(set: PersonaSet, id: string): PersonaSummary {
  const personas = set.output?.personas ?? []
  const persona = personas.find((one) => one.id === id)
  if (!persona) throw notFound('persona', id)
  return { ...persona, name: personaName(set, persona) }
}

/** Gives a persona a name that wins over the generated one, now and in every later build that still knows it. */
export async function renamePersona(
  ctx: ApiContext,
  { params, body }: { params: { id: string; persona_id: string }; body: { name: string | null } },
): Promise<Json> {
  const set = await writing(ctx, ({ all }) => {
    const before = findIn({ type: 'persona_sets' }, all, params.id)
    requirePersona(before, params.persona_id)
    const { [params.persona_id]: _old, ...others } = before.persona_names ?? {}
    const persona_names = body.name === null ? others : { ...others, [params.persona_id]: body.name }
    const now = ctx.now().toISOString()
    const update = [{ type: before.type, id: before.id, changes: { persona_names, updated_at: now } }]
    return {
      write: { update },
      changed: [before],
      result: findIn({ type: 'persona_sets' }, applied(all, { update }), before.id),
    }
  })
  const { personas = [] } = set.output ?? {}
  return personaFields(set, personas.find(({ id }) => id === params.persona_id)!)
}
