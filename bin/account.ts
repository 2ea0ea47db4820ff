import { parseArgs } from 'node:util'
import { newId } from '../shared/model/ids.ts'
import { addressDigest, canonicalEmail } from '../shared/nouns/accounts/address.ts'
import { newKey } from '../shared/nouns/keys/new-key.ts'
import { newSignIn, signInAddress } from '../shared/nouns/sessions/sign-in.ts'
import { type Account, getAccount, type Mode, createAccount as storeAccount } from '../shared/ports/store/accounts.ts'
import { type KeyScope, keyScopes } from '../shared/ports/store/api-keys.ts'
import { putMember } from '../shared/ports/store/members.ts'
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
  // The one who made the account signs in by mail, and invites the others.
  if (account.mode === 'live') {
    const email = canonicalEmail(account.email)
    const owner = { id: newId(), account_id: account.id, email, role: 'owner' as const, created_at: now }
    await putMember(table, owner, addressDigest(email))
  }
  // The key comes last: an account that it opens is whole.
  return (await newKey(table, account, { name: 'First key', scope: 'all' }, new Date(now))).key
}

/** Makes another key of an account, which may do what its scope says. It is shown here and never again. */
export async function createKey(
  { account_id, scope }: { account_id: string; scope: KeyScope },
  table: Table = openTable(process.env.TABLE_NAME ?? ''),
): Promise<{ account_id: string; scope: KeyScope; key: string }> {
  const account = await getAccount(table, account_id)
  if (!account) throw new Error(`there is no account "${account_id}"`)
  const { key } = await newKey(table, account, { name: `Operator’s key: ${scope}`, scope }, new Date())
  return { account_id, scope, key }
}

/**
 * The address at which somebody signs in to an account with a browser: once, and within ten minutes. The token stands behind
 * the #, which browsers send to nobody.
 * @param url where the dashboard is, such as the output DashboardUrl of the stack
 */
export async function signInUrl(
  account_id: string,
  url: string,
  table: Table = openTable(process.env.TABLE_NAME ?? ''),
): Promise<string> {
  if (!(await getAccount(table, account_id))) throw new Error(`there is no account "${account_id}"`)
  return signInAddress(url, await newSignIn(table, { account_id }, { now: new Date() }))
}

const usage = `npm run account -- create --name NAME --email ADDRESS [--table TABLE] [--env FILE]
       npm run account -- key --scope ${keyScopes.join('|')} ACCOUNT [--table TABLE] [--env FILE]
       npm run account -- sign-in --url DASHBOARD_URL ACCOUNT [--table TABLE] [--env FILE]`

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      email: { type: 'string' },
      scope: { type: 'string' },
      url: { type: 'string' },
      table: { type: 'string' },
      env: { type: 'string' },
    },
  })
  // A file of variables, such as the one that `npm start` writes, says where DynamoDB and the table are.
  if (values.env) process.loadEnvFile(values.env)
  const { name, email, scope, url, table = process.env.TABLE_NAME } = values
  const [command, account_id] = positionals
  const made = async () => {
    if (!table) throw new Error('say which table: --table TABLE, or TABLE_NAME in the environment')
    if (command === 'create' && name?.trim() && email) {
      if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw new Error(`this is no e-mail address: "${email}"`)
      return createAccount({ name: name.trim(), email }, openTable(table))
    }
    if (command === 'sign-in' && account_id && url) {
      return { address: await signInUrl(account_id, url, openTable(table)) }
    }
    if (command !== 'key' || !account_id) throw new Error(`usage: ${usage}`)
    const known = keyScopes.find((one) => one === scope)
    if (!known) throw new Error(`the scope of a key is ${keyScopes.join(' or ')}, but is "${scope ?? ''}"`)
    return createKey({ account_id, scope: known }, openTable(table))
  }
  console.log(JSON.stringify(await made(), null, 2))
  console.error(
    command === 'sign-in' ? 'It signs in once, within ten minutes.' : 'The keys are shown this once: keep them.',
  )
}

if (import.meta.main) {
  main().catch((error: Error) => {
    console.error(error.message)
    process.exitCode = 1
  })
}
