import { existsSync } from 'node:fs'
import type { Cloud } from './cloud.ts'
import { operatorsEnvironment } from './operators-environment.ts'

/** The account that a fresh local cloud has, with the keys that nobody can read back later. */
export interface AccountKeys {
  account_id: string
  live_key: string
  test_account_id: string
  test_key: string
}

interface OperatorsCommand {
  createAccount?: (given: { name: string; email: string }) => Promise<AccountKeys>
  signInUrl?: (accountId: string, url: string) => Promise<string>
}

const command = new URL('../bin/account.ts', import.meta.url)

const operatorsCommand = async (): Promise<OperatorsCommand | undefined> =>
  existsSync(command) ? ((await import(command.href)) as OperatorsCommand) : undefined

/** From here on, code of this process that asks its environment for AWS finds this cloud: it serves nothing else. */
export function pointProcessAt(cloud: Cloud): void {
  Object.assign(process.env, operatorsEnvironment(cloud))
}

/**
 * Makes an account by the same function that the operator's command uses on AWS. It finds the cloud through the
 * environment, as on AWS.
 */
export async function createFirstAccount(cloud: Cloud, log: (line: string) => void): Promise<AccountKeys | undefined> {
  pointProcessAt(cloud)
  const { createAccount } = (await operatorsCommand()) ?? {}
  if (!existsSync(command)) return void log('no account was made: bin/account.ts is missing')
  if (!createAccount) return void log('no account was made: bin/account.ts exports no createAccount')
  return await createAccount({ name: 'Local', email: 'owner@example.com' })
}

/** The address at which a browser signs in to the account, once: where the template has a dashboard. */
export async function signInAddress(cloud: Cloud, accountId: string): Promise<string | undefined> {
  const { signInUrl } = (await operatorsCommand()) ?? {}
  const { DashboardUrl } = cloud.outputs
  return DashboardUrl && signInUrl ? await signInUrl(accountId, DashboardUrl) : undefined
}
