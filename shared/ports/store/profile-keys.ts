import { createHash } from 'node:crypto'

/**
 * Every key of the table Profiles on one screen: what events say, and of whom. Each partition begins with the account, so that
 * nothing can be asked for across accounts. An identifier is named by its digest: keys show no personal data to somebody
 * who looks at metrics of busy partitions. Patterns: docs/access-patterns.md
 */
export interface ProfileKey {
  pk: string
  sk: string
}

interface Named {
  kind: string
  value: string
}

/** The place where an event and what it says of a person lie (shared/engines/profiles/fact.ts). */
interface Place {
  at: Named
  fact?: string
}

const digest = (text: string) => createHash('md5').update(text).digest('base64url')
const partition = (account: string, { kind, value }: Named) => `A#${account}#I#${digest(`${kind}:${value}`)}`

export const profileKeys = {
  /** An identifier, and the component of the graph that it belongs to. */
  identifier: (account: string, identifier: Named): ProfileKey => ({ pk: partition(account, identifier), sk: '=' }),
  /** A component: its facts, or the one that it became part of. */
  component: (account: string, id: string): ProfileKey => ({ pk: `A#${account}#C#${id}`, sk: '=' }),
  /** Says that the component has this fact, from which moment on. */
  fact: (account: string, { at }: Place, key: string): ProfileKey => ({ pk: partition(account, at), sk: `F#${key}` }),
  traits: (account: string, { at, fact }: Place): ProfileKey => ({
    pk: partition(account, at),
    sk: fact ? `T#${fact}` : 'T',
  }),
  /** @param time ISO 8601, as the key sorts */
  event: (account: string, { at }: Place, time: string, messageId: string): ProfileKey => ({
    pk: partition(account, at),
    sk: `E#${time}#${messageId}`,
  }),
  /** The events whose time in the key lies between both, ISO 8601; without one of them there is no end. */
  eventsBetween: (account: string, at: Named, from = '', to = '~') => ({
    pk: partition(account, at),
    from: `E#${from}`,
    to: `E#${to}`,
  }),
  /** The time under which a message is kept whose sender's clock does not say it. */
  message: (account: string, { at }: Place, messageId: string): ProfileKey => ({
    pk: partition(account, at),
    sk: `M#${messageId}`,
  }),
  /** A company that people belong to. */
  group: (account: string, id: string): ProfileKey => ({ pk: `A#${account}#G#${digest(id)}`, sk: '=' }),
  member: (account: string, id: string, { kind, value }: Named): ProfileKey => ({
    pk: `A#${account}#G#${digest(id)}`,
    sk: `U#${digest(`${kind}:${value}`)}`,
  }),
  members: (account: string, id: string) => ({ pk: `A#${account}#G#${digest(id)}`, prefix: 'U#' }),
  /** The companies that an identifier was said to belong to. */
  belongsTo: (account: string, at: Named) => ({ pk: partition(account, at), prefix: 'G#' }),
  belongsToOne: (account: string, at: Named, group: string): ProfileKey => ({
    pk: partition(account, at),
    sk: `G#${digest(group)}`,
  }),
  /**
   * A person, and an identifier by which its component is found. In 16 partitions, so that an account may get many new people a
   * second; within each the keys are in the order of the ids.
   */
  person: (account: string, id: string): ProfileKey => ({ pk: `A#${account}#P#${id[0]}`, sk: id }),
  /** Says which pages of the base count, and how old they are. */
  base: (account: string): ProfileKey => ({ pk: `A#${account}#B`, sk: '=' }),
  /**
   * A page of what files say: of identifiers, of components or of people, one of so many. It has two slots: a new text is written into the
   * one that does not count yet.
   */
  basePage: (
    account: string,
    of: 'identifiers' | 'components' | 'people',
    pages: number,
    page: number,
    slot: number,
  ): ProfileKey => ({
    pk: `A#${account}#B#${of[0]}${pages}.${page}`,
    sk: String(slot),
  }),
  violations: (account: string) => ({ pk: `A#${account}#V`, prefix: 'V#' }),
  violation: (account: string, moment: string): ProfileKey => ({ pk: `A#${account}#V`, sk: `V#${moment}` }),
}

/** One text for a key. */
export const keyText = ({ pk, sk }: ProfileKey): string => `${pk} ${sk}`
