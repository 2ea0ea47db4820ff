import type actions from './en/actions.json'
import type cohorts from './en/cohorts.json'
import type common from './en/common.json'
import type data from './en/data.json'
import type deliveries from './en/deliveries.json'
import type explore from './en/explore.json'
import type graph from './en/graph.json'
import type home from './en/home.json'
import type people from './en/people.json'
import type personaSet from './en/persona-set.json'
import type personaSets from './en/persona-sets.json'
import type reference from './en/reference.json'
import type settings from './en/settings.json'
import type signIn from './en/sign-in.json'
import type start from './en/start.json'

/** The sentences of a page, or of pages that belong together: a file per language. Every page may use those of `common`. */
interface Rooms {
  actions: typeof actions
  cohorts: typeof cohorts
  common: typeof common
  data: typeof data
  deliveries: typeof deliveries
  explore: typeof explore
  graph: typeof graph
  home: typeof home
  people: typeof people
  'persona-set': typeof personaSet
  'persona-sets': typeof personaSets
  reference: typeof reference
  settings: typeof settings
  'sign-in': typeof signIn
  start: typeof start
}
export type Room = keyof Rooms

/** A sentence by its room and its name there: `common.cancel`. */
export type Key = { [R in Room]: `${R}.${keyof Rooms[R] & string}` }[Room]
