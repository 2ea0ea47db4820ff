import { digestOf } from '../../model/ids.ts'

/** A persona under its automatic name. */
export interface NamedPersona {
  id: string
  name: string
}

/**
 * The news of these personas, as a key: their automatic names. A persona that a person named counts under the name that was
 * mailed last: neither the given name nor a change of the automatic one under it is news.
 */
export function namesKey(
  personas: readonly NamedPersona[],
  mailed: readonly NamedPersona[],
  given: Readonly<Record<string, string>>,
): string {
  const before = new Map(mailed.map(({ id, name }) => [id, name]))
  const names = personas.map(({ id, name }) => (given[id] === undefined ? name : (before.get(id) ?? name)))
  return digestOf(names.sort())
}

/** The difference between the personas of two mails. */
export interface MailedChange {
  /** How many there were. */
  count: number
  renamed: { from: string; to: string }[]
  joined: string[]
  left: string[]
}

/** The difference between the personas that were mailed last and those of now, by id. */
export function mailedChange(
  mailed: readonly NamedPersona[],
  now: readonly NamedPersona[],
  given: Readonly<Record<string, string>>,
): MailedChange {
  const shown = ({ id, name }: NamedPersona) => given[id] ?? name
  const before = new Map(mailed.map((one) => [one.id, one]))
  const after = new Set(now.map(({ id }) => id))
  return {
    count: mailed.length,
    renamed: now.flatMap((one) => {
      const was = before.get(one.id)
      return was && given[one.id] === undefined && was.name !== one.name ? [{ from: was.name, to: one.name }] : []
    }),
    joined: now.filter(({ id }) => !before.has(id)).map(shown),
    left: mailed.filter(({ id }) => !after.has(id)).map(shown),
  }
}
