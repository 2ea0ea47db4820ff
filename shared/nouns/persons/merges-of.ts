import type { Reason } from '../../engines/identity/drops.ts'
import { type Identifier, identifierText } from '../../engines/identity/fact.ts'
import type { LiveFact } from '../../engines/profiles/fact.ts'
import { type PersonAsk, sourceOf } from './context.ts'
import type { Found } from './find-person.ts'
import { everyIdentifier } from './search.ts'

const sentences: Record<Reason, string> = {
  limit: 'It would have given the person more of its kind than one person has',
  shared: 'Too many people have it: it joins nobody',
  conflict: 'It stands beside people who cannot be one: it is nobody’s id',
  names: 'The names beside it contradict each other: it is kept, and joined nobody',
  apart: 'Somebody of this account has separated it from an identifier of the person',
  merge_cap: 'The person would have been made of too many people',
  identifier_cap: 'The person would have had too many identifiers',
}

const mostShown = 200

/**
 * How a person came to be, from the records of files and events: which record joined what, what did not join, and what somebody
 * has separated.
 */
export function mergesOf(ask: PersonAsk, { profile, settings }: Pick<Found, 'profile' | 'settings'>) {
  if (!profile) return { exact: false, joined: [], not_joined: [], separated: [] }
  const { component } = profile
  const aside = new Map<LiveFact, { identifier: Identifier; reason: Reason }[]>()
  for (const { fact, identifier, reason } of component.resolved.setAside) {
    const of = component.facts[fact]!
    aside.set(of, [...(aside.get(of) ?? []), { identifier, reason }])
  }
  const own = new Set(
    [...profile.identifiers, ...profile.facts.flatMap((fact) => fact.identifiers)].map(identifierText),
  )
  const isOwn = (one: Identifier) => own.has(identifierText(one))
  const said = (fact: LiveFact) => ({ time: new Date(fact.time).toISOString(), ...sourceOf(ask, fact.source) })
  const notJoined = [...aside].flatMap(([fact, those]) =>
    those
      .filter(({ identifier }) => isOwn(identifier) || fact.identifiers.some(isOwn))
      .map(({ identifier, reason }) => ({
        ...said(fact),
        identifier: everyIdentifier([identifier])[0]!,
        beside: everyIdentifier(fact.identifiers.filter((one) => identifierText(one) !== identifierText(identifier))),
        reason,
        sentence: sentences[reason],
      })),
  )
  const separated = settings.decisions.flatMap((one) =>
    one.what === 'apart' && (isOwn(one.leaves) || isOwn(one.left))
      ? [
          {
            external_ids: everyIdentifier([one.leaves]),
            from: everyIdentifier([one.left])[0]!,
            decided_at: one.decided_at,
          },
        ]
      : [],
  )
  const linking = (fact: LiveFact) => {
    const not = new Set((aside.get(fact) ?? []).map(({ identifier }) => identifierText(identifier)))
    return fact.identifiers.filter((one) => !not.has(identifierText(one)))
  }
  const joined = joinsOf(profile.facts, linking).map(({ fact, ...join }) => ({
    ...said(fact),
    by: everyIdentifier(join.by),
    parts: join.parts.map(everyIdentifier),
    added: everyIdentifier(join.added),
  }))
  return {
    exact: component.exact,
    joined: joined.slice(0, mostShown),
    not_joined: notJoined.slice(0, mostShown),
    separated,
  }
}

interface Join {
  fact: LiveFact
  by: Identifier[]
  parts: Identifier[][]
  added: Identifier[]
}

/** The facts of one person in their order: what each joins, and what it says for the first time. Facts that say neither are left out. */
export function joinsOf(facts: readonly LiveFact[], linking: (fact: LiveFact) => readonly Identifier[]): Join[] {
  const groupOf = new Map<string, Identifier[]>()
  const joins: Join[] = []
  for (const fact of facts) {
    const own = linking(fact)
    const by = own.filter((one) => groupOf.has(identifierText(one)))
    const parts = [...new Set(by.map((one) => groupOf.get(identifierText(one))!))]
    const added = own.filter((one) => !groupOf.has(identifierText(one)))
    if (parts.length > 1 || added.length > 0)
      joins.push({ fact, by, parts: parts.length > 1 ? parts.map((part) => [...part]) : [], added })
    const group = [...parts.flat(), ...added]
    for (const one of group) groupOf.set(identifierText(one), group)
  }
  return joins
}
