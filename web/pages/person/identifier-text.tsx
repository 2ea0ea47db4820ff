import { capital } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

interface Identifier {
  type: string
  id: string
}

const known = ['email', 'phone', 'user_id', 'anonymous_id', 'email_hash', 'name_address'] as const

/** `E-mail`, `Loyalty card`: the kind of an identifier as people call it. */
export function kindOf({ type }: Pick<Identifier, 'type'>): string {
  const own = known.find((one) => one === type)
  return own ? say(`people.kind-${own}`) : capital(type.replaceAll(/[_.]+/g, ' '))
}

export const textOf = (one: Identifier): string => `${kindOf(one)} ${one.id}`

export const textsOf = (all: readonly Identifier[]): string => all.map(textOf).join(', ')

export function IdentifierText({ of }: { of: Identifier }) {
  return (
    <>
      <span class="quiet small">{kindOf(of)}</span> <span class="value">{of.id}</span>
    </>
  )
}
