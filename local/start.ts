import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Cloud, type CloudOptions, startCloud } from './cloud.ts'
import { type AccountKeys, createFirstAccount, pointProcessAt, signInAddress } from './first-account.ts'
import { openJournal } from './journal.ts'
import { leaveNothingBehind } from './leave-nothing-behind.ts'
import { operatorsEnvironment } from './operators-environment.ts'
import { localParameters } from './parameters.ts'
import { synthesise } from './synthesise.ts'
import { openTerminal, type Terminal } from './terminal.ts'
import { watchSources } from './watch.ts'

const USAGE = 'npm start [-- --port N --data DIR --reset --verbose --watch]'

interface Options {
  port: number
  data: string
  reset: boolean
  verbose: boolean
  watch: boolean
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4600' },
      data: { type: 'string', default: '.local' },
      reset: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
    },
  })
  const port = Number(values.port)
  // The services take the three ports after it.
  if (!Number.isInteger(port) || port < 0 || port > 65_532) throw new Error(`not a port: ${values.port}`)
  return { ...values, port, data: resolve(values.data) }
}

/** Empties the folder, unless another cloud runs on it or it was never one of ours. */
function reset(data: string): void {
  if (!existsSync(data)) return
  const ours = existsSync(join(data, 'cloud.sqlite'))
  if (!ours && readdirSync(data).length > 0)
    throw new Error(`--reset refused: ${data} is not a folder of the local cloud`)
  if (ours) openJournal(data).close()
  rmSync(data, { recursive: true })
}

function readKeys(file: string): AccountKeys | undefined {
  if (!existsSync(file)) return undefined
  const { account_id, live_key, test_account_id, test_key } = JSON.parse(readFileSync(file, 'utf8'))
  return live_key ? { account_id, live_key, test_account_id, test_key } : undefined
}

/**
 * Writes the facts that a client needs into a file that scripts can read. Keys are shown once: only this file keeps
 * them.
 */
async function writeEndpoints(cloud: Cloud, data: string): Promise<AccountKeys | undefined> {
  const file = join(data, 'endpoints.json')
  const keys = readKeys(file) ?? (await createFirstAccount(cloud, console.error))
  const { api, s3, region, access_key_id, secret_access_key, inbox } = cloud.endpoints
  const uploads_bucket = cloud.outputs.UploadsBucket
  const endpoints = { api, s3, region, access_key_id, secret_access_key, uploads_bucket, inbox, ...keys }
  mkdirSync(data, { recursive: true })
  writeFileSync(file, `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 })
  // For an operator's commands, which find AWS through their environment: here they find this cloud.
  const lines = Object.entries(operatorsEnvironment(cloud)).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(join(data, 'environment'), lines.join(''), { mode: 0o600 })
  return keys
}

function printPlaces(
  cloud: Cloud,
  keys: AccountKeys | undefined,
  dashboard: string | undefined,
  { data }: Options,
  seconds: number,
): void {
  const { api, s3, inbox, control } = cloud.endpoints
  const folder = relative(process.cwd(), data) || data
  console.log(`
Moira runs on this machine (ready in ${seconds.toFixed(1)} s). Ctrl-C stops it, its data stays in ${folder}

  dashboard    ${dashboard ?? 'none'}
  API          ${api}/v1
  live key     ${keys?.live_key ?? 'none'}
  test key     ${keys?.test_key ?? 'none'}
  drop folder  s3://${cloud.outputs.UploadsBucket}/${keys?.account_id ?? '<account>'}/<directory>/ at ${s3}
  mail         ${inbox}
  clock        curl -X POST ${control}/clock -d '{"advance": "6h"}'
  logs         ${join(folder, 'logs')}
  accounts     npm run account -- create --name NAME --email ADDRESS --env ${join(folder, 'environment')}
  for scripts  ${join(folder, 'endpoints.json')}
`)
}

async function start(options: Options): Promise<void> {
  const began = performance.now()
  if (options.reset) reset(options.data)
  const assembly = synthesise()
  const { data, port, verbose } = options
  let terminal: Terminal | undefined
  const heard: CloudOptions['heard'] = {
    event: (event) => terminal?.event(event),
    mail: (mail) => terminal?.mail(mail),
  }
  const cloud = await startCloud({
    assembly,
    data,
    port,
    verbose,
    parameters: localParameters,
    log: console.error,
    heard,
  })
  const { crash } = leaveNothingBehind(cloud.stop)
  cloud.broken.catch(crash)
  pointProcessAt(cloud)
  const keys = await writeEndpoints(cloud, data)
  if (options.watch) watchSources(cloud, console.log)
  const dashboard = keys && (await signInAddress(cloud, keys.account_id))
  printPlaces(cloud, keys, dashboard, options, (performance.now() - began) / 1000)
  terminal = await openTerminal(cloud, console.log)
}

try {
  await start(readOptions())
} catch (error) {
  // Expected failures are sentences: a taken port, a folder in use, a template that is not understood.
  console.error((error as Error).message)
  console.error(USAGE)
  process.exit(1)
}
