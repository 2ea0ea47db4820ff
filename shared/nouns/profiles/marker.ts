import type { Atom, LiveFact } from '../../engines/profiles/fact.ts'
import { type ProfileKey, profileKeys } from '../../ports/store/profile-keys.ts'

/** Whether a fact is one identifier and nothing else. */
export const isAlone = ({ identifiers, name }: LiveFact): boolean => identifiers.length === 1 && !name

/** The item that says whether the graph has a fact: of an identifier alone it is the identifier's. */
export const markerOf = (account: string, fact: LiveFact, atom: Atom): ProfileKey =>
  isAlone(fact) ? profileKeys.identifier(account, atom.at) : profileKeys.fact(account, atom, fact.key)
