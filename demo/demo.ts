// npm run demo [-- --orders FILE --email COLUMN --datetime COLUMN [--value COLUMN] [--product COLUMN]]
// Starts the cloud in a throwaway folder and walks the public API as a customer would, with the shipped sample or with
// your file. The results stay in demo-output/.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startCloud } from '../local/cloud.ts'
import { createFirstAccount } from '../local/first-account.ts'
import { leaveNothingBehind } from '../local/leave-nothing-behind.ts'
import { localParameters } from '../local/parameters.ts'
import { synthesise } from '../local/synthesise.ts'
import { createClient } from './client.ts'
import { type DemoData, ownData, sampleData } from './data.ts'
import { eventsOfADay } from './events.ts'
import { personaTable } from './persona-table.ts'
import { profileText } from './profile-text.ts'
import { walk } from './walk.ts'

const usage = 'npm run demo [-- --orders FILE --email COLUMN --datetime COLUMN [--value COLUMN] [--product COLUMN]]'

function readData(scratch: string): DemoData {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ options: { orders: text, email: text, datetime: text, value: text, product: text } })
  if (!values.orders) return sampleData(join(scratch, 'sample'))
  if (!values.email || !values.datetime) throw new Error(`--orders needs --email and --datetime: ${usage}`)
  return ownData({ ...values, orders: resolve(values.orders), email: values.email, datetime: values.datetime })
}

const began = performance.now()
const say = (line: string) => console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`)

async function demo(scratch: string): Promise<void> {
  const data = readData(scratch)
  say('starting Moira on this machine …')
  const cloud = await startCloud({ assembly: synthesise(), data: join(scratch, 'cloud'), parameters: localParameters })
  const { crash } = leaveNothingBehind(async () => {
    await cloud.stop()
    rmSync(scratch, { recursive: true, force: true })
  })
  cloud.broken.catch(crash)
  try {
    const account = await createFirstAccount(cloud, say)
    if (!account) throw new Error('no account could be made')
    say(`ready: the template that deploys to AWS runs at ${cloud.endpoints.api}`)
    const client = createClient(cloud.endpoints.api, account.live_key)
    const found = await walk(client, data, say)
    const asking = { api: cloud.endpoints.api, key: account.live_key, account: account.account_id, csv: found.csv }
    // Of your own customers nobody invents what they did.
    const profile = data.isSample ? await eventsOfADay(client, asking, say) : undefined

    const output = resolve('demo-output')
    rmSync(output, { recursive: true, force: true })
    mkdirSync(output, { recursive: true })
    writeFileSync(join(output, 'personas.csv'), found.csv)
    for (const { name, svg } of found.portraits)
      writeFileSync(join(output, `${name.replaceAll(/[^\w-]+/g, '-')}.svg`), svg)
    const mails = cloud.mail()
    for (const mail of mails) say(`mail to the account: "${mail.subject}"`)

    console.log(`\n${personaTable(found.personas)}\n`)
    if (found.weak) console.log(`  Take them with care: ${found.weak}\n`)
    for (const line of found.notes) console.log(`  ${line}`)
    if (profile) console.log(profileText(profile))
    console.log(`\n  Who is who    ${join(output, 'personas.csv')} (${found.rows.toLocaleString('en')} people)`)
    console.log(`  Portraits     ${join(output, '*.svg')}`)
    console.log(`\n  Next: npm start keeps it running; the README's tutorial does these steps by curl.\n`)
  } finally {
    await cloud.stop()
  }
}

const scratch = mkdtempSync(join(tmpdir(), 'moira-demo-'))
try {
  await demo(scratch)
} catch (error) {
  console.error(`\nThe demo stopped: ${(error as Error).message}`)
  process.exitCode = 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
process.exit()
