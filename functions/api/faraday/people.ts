import { persons } from '../../../shared/nouns/persons/persons.ts'
import { env } from '../../../shared/ports/env.ts'
import { openTable } from '../../../shared/ports/store/table.ts'
import { atDesk } from '../../middleware/desk.ts'
import { once } from '../../middleware/once.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(persons({ atDesk, profiles: once(() => openTable(env.profilesTable)) }))
