import { serve } from '../../verbs/serve.ts'
import { askOf, type PersonPorts } from './context.ts'
import { personOperations } from './contract.ts'
import { decideOn } from './decide.ts'
import { eventsOf } from './events-of.ts'
import { findPerson } from './find-person.ts'
import { mergesOf } from './merges-of.ts'
import { readPerson } from './read-person.ts'
import { searchPeople } from './search.ts'

/** The people of an account, one at a time: from the last build in the lake, and from events and files in the table of profiles. */
export const persons = (ports: PersonPorts) =>
  serve(personOperations, {
    search: async (ctx, { body }) => searchPeople(await askOf(ctx, ports), body),
    async read(ctx, { params }) {
      const ask = await askOf(ctx, ports)
      return readPerson(ask, await findPerson(ask, params.id))
    },
    async events(ctx, { params, query }) {
      const ask = await askOf(ctx, ports)
      return eventsOf(ask, await findPerson(ask, params.id), query)
    },
    async merges(ctx, { params }) {
      const ask = await askOf(ctx, ports)
      return mergesOf(ask, await findPerson(ask, params.id))
    },
    separate: async (ctx, { params, body }) => decideOn(await askOf(ctx, ports), params.id, 'separate', body),
    rejoin: async (ctx, { params, body }) => decideOn(await askOf(ctx, ports), params.id, 'rejoin', body),
  })
