import { parseArgs } from 'node:util'
import { newApiKey, newId, sha256 } from '../shared/model/ids.ts'
import { type Account, type Mode, putApiKey, createAccount as storeAccount } from '../shared/ports/store/accounts.ts'
import { writeConfig } from '../shared/ports/store/resources.ts'
import { openTable, type Table } from '../shared/ports/store/table.ts'

export interface NewAccount {
  account_id: string
  live_key: string
  test_account_id: string
  test_key: string
}

/**
 * Makes a customer's account and its twin for tests, and a key for each. Keys are shown here and never again: only
 * their hashes are stored. Takes the table from TABLE_NAME unless one is given.
 */
export async function createAccount(
  { name, email }: { name: string; email: string },
  table: Table = openTable(process.env.TABLE_NAME ?? ''),
): Promise<NewAccount> {
  const [account_id, test_account_id] = [newId(), newId()]
  const live_key = await store(table, { id: account_id, twin_id: test_account_id, mode: 'live', name, email })
  const test_key = await store(table, { id: test_account_id, twin_id: account_id, mode: 'test', name, email })
  return { account_id, live_key, test_account_id, test_key }
}

async function store(
  table: Table,
  account: { id: string; twin_id: string; mode: Mode; name: string; email: string },
): Promise<string> {
  const now = new Date().toISOString()
  const stored: Account = { ...account, created_at: now, version: 0 }
  await storeAccount(table, stored)
  // The one identity resolution of the account; the planner builds it once there is a dataset.
  const people = {
    account_id: account.id,
    type: 'people' as const,
    id: account.id,
    config: {},
    status: 'new' as const,
    status_changed_at: now,
    created_at: now,
    updated_at: now,
    last_updated_config_at: now,
    attempt: 0,
  }
  if (!(await writeConfig(table, stored, { put: [people] }))) throw new Error(`account ${account.id} was made twice`)
  // The key comes last: an account that it opens is whole.
  const key = newApiKey(account.mode)
  await putApiKey(table, sha256(key), { account_id: account.id, mode: account.mode, created_at: now })
  return key
}

const usage = 'npm run account -- create --name NAME --email ADDRESS [--table TABLE] [--env FILE]'

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      email: { type: 'string' },
      table: { type: 'string' },
      env: { type: 'string' },
    },
  })
  // A file of variables, such as the one that `npm start` writes, says where DynamoDB and the table are.
  if (values.env) process.loadEnvFile(values.env)
  const { name, email, table = process.env.TABLE_NAME } = values
  if (positionals[0] !== 'create' || !name?.trim() || !email) throw new Error(`usage: ${usage}`)
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw new Error(`this is no e-mail address: "${email}"`)
  if (!table) throw new Error('say which table: --table TABLE, or TABLE_NAME in the environment')
  const account = await createAccount({ name: name.trim(), email }, openTable(table))
  console.log(JSON.stringify(account, null, 2))
  console.error('The keys are shown this once: keep them.')
}

if (import.meta.main) {
  main().catch((error: Error) => {
    console.error(error.message)
    process.exitCode = 1
  })
}
