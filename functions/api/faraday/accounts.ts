import { accounts } from '../../../shared/nouns/accounts/accounts.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(accounts)
