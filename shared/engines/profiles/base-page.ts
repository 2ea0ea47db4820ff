import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { type Fact, type Identifier, identifierText } from '../identity/fact.ts'

/** A fact that files say, and what its rows say of the person. */
export interface BaseFact extends Fact {
  /** The dataset that said it first. */
  source: string
  /** By name the last known value, and the moment of its row in milliseconds since 1970. */
  traits: Readonly<Record<string, readonly [value: unknown, time: number, tie: string]>>
}

/**
 * The base is cut into pages by digest: pages of identifiers say in which component each one stands, pages of components have
 * their facts, pages of people (by the id, which is a digest too) an identifier of each. All numbers of pages are powers of two.
 */
export interface BaseShape {
  identifiers: number
  components: number
  people: number
}

/** In the order in which a base counts its pages. */
export const baseKinds = ['identifiers', 'components', 'people'] as const satisfies (keyof BaseShape)[]

/** The first 64 bits of an identifier's MD5 in hex: two of an account that meet find two components, which does no harm. */
export const baseDigest = (identifier: Identifier): string =>
  createHash('md5').update(identifierText(identifier)).digest('hex').slice(0, baseDigestLength)

export const baseDigestLength = 16

/** The page in which a digest stands: pages are ranges of digests, as long as one another. */
export const basePageOf = (digest: string, pages: number): number =>
  Math.floor(Number.parseInt(digest.slice(0, 8), 16) / (2 ** 32 / pages))

/** The least digest of a page begins so; of the one behind the last page with a text behind all digests. */
export const basePageStart = (page: number, pages: number): string =>
  page === pages ? 'g' : (page * (2 ** 32 / pages)).toString(16).padStart(8, '0')

/** Identifiers by digest: the component of each, which is called after the least of its digests. */
export type IdentifierPage = Readonly<Record<string, string>>

/** Components by name. One that is too large for a page has no facts. */
export type ComponentPage = Readonly<Record<string, readonly BaseFact[]>>

/** People by id: an identifier of each, by which the component is found. */
export type PeoplePage = Readonly<Record<string, readonly [kind: string, value: string]>>

/** Identifiers by kind and value, as short as JSON has them. */
type Row = [
  identifiers: string[][],
  name: (string | null)[] | 0,
  time: number,
  tie: string,
  source: string,
  traits: BaseFact['traits'] | 0,
]

export const packIdentifiers = (page: IdentifierPage): Uint8Array => deflateRawSync(JSON.stringify(page))

export const unpackIdentifiers = (bytes: Uint8Array): IdentifierPage =>
  JSON.parse(inflateRawSync(bytes).toString('utf8')) as IdentifierPage

export const packPeople = (page: PeoplePage): Uint8Array => deflateRawSync(JSON.stringify(page))

export const unpackPeople = (bytes: Uint8Array): PeoplePage =>
  JSON.parse(inflateRawSync(bytes).toString('utf8')) as PeoplePage

export function packComponents(page: ComponentPage): Uint8Array {
  const rows = Object.entries(page).map(([component, facts]) => [
    component,
    facts.map(({ identifiers, name, time, tie, source, traits }): Row => {
      const said = Object.keys(traits).length > 0 ? traits : 0
      const named = name ? [name.first, name.last ?? null, name.generation ?? null] : 0
      return [identifiers.map(({ kind, value }) => [kind, value]), named, time, tie, source, said]
    }),
  ])
  return deflateRawSync(JSON.stringify(rows))
}

/** The inverse of packComponents. */
export function unpackComponents(bytes: Uint8Array): ComponentPage {
  const rows = JSON.parse(inflateRawSync(bytes).toString('utf8')) as [string, Row[]][]
  return Object.fromEntries(
    rows.map(([component, facts]) => [
      component,
      facts.map(([identifiers, name, time, tie, source, traits]): BaseFact => {
        const [first = null, last = null, generation = null] = name || []
        return {
          identifiers: identifiers.map(([kind, value]) => ({ kind: kind!, value: value! })),
          ...(name && { name: { first, last, generation } }),
          ...{ time, tie, source, traits: traits || {} },
        }
      }),
    ]),
  )
}
