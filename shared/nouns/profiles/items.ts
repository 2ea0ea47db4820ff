import type { Identifier } from '../../engines/identity/fact.ts'
import type { ProfileKey } from '../../ports/store/profile-keys.ts'

/** The moment of a fact, and who said it. */
export interface Stamp {
  /** Milliseconds since 1970. */
  time: number
  tie: string
  source: string
}

/** Counts writes, and refuses those that were decided on a state of before. */
interface Versioned {
  version: number
}

/** An identifier. It stands alone until a fact joins it with another. */
export interface IdentifierItem extends ProfileKey, Versioned {
  kind: string
  value: string
  component?: string
  /** The fact that is this identifier and nothing else. */
  own?: Stamp & { key: string; at?: Identifier }
}

export interface ComponentItem extends ProfileKey, Versioned {
  /** `packComponent`; missing once the component became part of another. */
  packed?: Uint8Array
  into?: string
  /** It has as many facts as a component may have; further links wait for the next build. */
  full?: true
}

/** Says that the fact's component has it, from this stamp on. */
export interface FactItem extends ProfileKey, Stamp {}

export interface EventItem extends ProfileKey {
  /** The event's moment, by which it counts; ISO 8601. */
  timestamp: string
  source: string
  /** The key of its fact. */
  fact: string
  /** SHA-1 of what the client said, in base64: a message id that comes again with another is another message. */
  said: string
  /** The event as JSON, deflated. */
  body: Uint8Array
  /** Seconds since 1970. */
  expires_at: number
}

/** The time under which a message is kept; ISO 8601. */
export interface MessageItem extends ProfileKey {
  time: string
  expires_at: number
}

/** A person whom the graph has, or had until another took it in; and an identifier of its component. */
export interface PersonItem extends ProfileKey {
  kind: string
  value: string
}

export interface TraitsItem extends ProfileKey, Versioned {
  /**
   * Traits of an atom by name, each with its value, milliseconds since 1970, message, source and fact; as JSON, since DynamoDB's maps
   * take no empty name and its numbers end at 10¹²⁶.
   */
  traits: string
}
