import { notFound } from '../errors.ts'
import type { ApiContext } from './api-context.ts'
import { applied } from './applied.ts'
import { findIn } from './find.ts'
import type { Json } from './noun.ts'
import type { PersonaSetOutput, PersonaSummary } from './outputs.ts'
import { personaName } from './persona-name.ts'
import type { Resource } from './resource.ts'
import { writing } from './write.ts'

/** The personas of a set that was built, under the names that people gave them. */
export function personasOf(set: Resource): Json[] {
  const { personas } = set.output as unknown as PersonaSetOutput
  return personas.map((persona) => personaFields(set, persona))
}

const personaFields = (set: Resource, persona: PersonaSummary): Json => ({
  ...persona,
  name: personaName(set, persona),
  avatar: `/v1/persona_sets/${set.id}/personas/${persona.id}/avatar.svg`,
})

/** One persona of a set. */
export function requirePersona(set: Resource, id: string): PersonaSummary {
  const personas = (set.output as unknown as PersonaSetOutput | undefined)?.personas ?? []
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
  const { personas } = set.output as unknown as PersonaSetOutput
  return personaFields(set, personas.find(({ id }) => id === params.persona_id)!)
}
