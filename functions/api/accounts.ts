import { accounts } from '../../shared/resources/accounts.ts'
import { endpoint } from '../middleware/endpoint.ts'

export const handler = endpoint(accounts)
