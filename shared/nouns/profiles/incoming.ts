import type { AcceptedEvent } from '../../engines/events/event.ts'
import type { Atom, LiveFact } from '../../engines/profiles/fact.ts'

/** An event on its way into the table. */
export interface Incoming {
  event: AcceptedEvent
  source: string
  /** A digest of what the client said. */
  said: string
  fact: LiveFact
  atom: Atom
}
