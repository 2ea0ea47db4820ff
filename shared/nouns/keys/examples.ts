import type { Examples } from '../../contract/with-examples.ts'
import { monday } from '../example-shop.ts'

const id = '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e0b'
const key = {
  id,
  name: 'warehouse',
  prefix: 'live_Zk3w',
  scope: 'all',
  created_at: monday,
  expires_on: '2030-06-03T00:00:00.000Z',
  last_used_on: '2024-06-03',
}

export const examples: Partial<Examples> = {
  ids: { keys: id },
  components: {
    Key: [key],
    KeyWithSecret: [{ ...key, key: 'live_Zk3w456789012345678901234567890123456789012' }],
  },
  operations: { 'keys.create': { body: { name: key.name, scope: 'all', expires_on: key.expires_on } } },
}
