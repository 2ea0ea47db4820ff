import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { adjustedRand } from '../../shared/engines/personas/choose/adjusted-rand.ts'
import { type Customer, records } from './customer.ts'
import { patience } from './patience.ts'

type Scalar = string | number | boolean | null
/** A value, or a range that a number must lie in. */
type Wanted = Scalar | { between: [number, number] }
type Body = Record<string, unknown>

/** requests.json of a case: what is sent, and what must come back. See test/golden/cases/README.md. */
interface Requests {
  uploads: Record<string, string>
  datasets: { body: Body & { options: { upload_directory: string } }; expect?: Record<string, Wanted> }[]
  cohorts?: { body: Body & { name: string }; population_count: Wanted; note?: string }[]
  streams?: Record<string, Record<string, Wanted>>
  people?: {
    cohort: Body
    attributes: string[]
    /** Column by which the rows are named; `email` where nothing is said. */
    key?: string
    rows: Record<string, Record<string, Wanted>>
    bytes?: ('bom' | 'no formulas')[]
    /** Fields of the target beside those of every case. */
    target?: Body
  }
  personas?: {
    cohort: Body
    body?: Body
    number?: Wanted
    weak?: boolean
    agrees?: { truth: string; least: number }
  }
}

/**
 * Sends a case's files and bodies to the account of a customer, in the order of requests.json, and compares the answers.
 * Gives one sentence for each check that failed, with the value that came and the value that was wanted.
 */
export async function failedChecks(customer: Customer, folder: string): Promise<string[]> {
  const file = (name: string) => readFileSync(join(folder, name))
  const requests: Requests = JSON.parse(file('requests.json').toString())
  const failed: string[] = []
  const check = (subject: string, got: unknown, wanted: Wanted) => {
    if (!agrees(got, wanted)) failed.push(`${subject} is ${JSON.stringify(got)}, wanted: ${JSON.stringify(wanted)}`)
  }

  for (const [path, name] of Object.entries(requests.uploads)) await customer.upload(path, file(name))
  for (const { body, expect: fields = {} } of requests.datasets) {
    const dataset = await made(customer, 'datasets', body)
    const subject = `dataset "${body.options.upload_directory}"`
    check(`status of ${subject}${dataset.status_error ? ` (${dataset.status_error})` : ''}`, dataset.status, 'ready')
    for (const [field, wanted] of Object.entries(fields)) check(`${field} of ${subject}`, dataset[field], wanted)
  }
  for (const { body, population_count, note } of requests.cohorts ?? []) {
    const cohort = await made(customer, 'cohorts', body)
    const subject = `population_count of cohort "${body.name}"${note ? ` (${note})` : ''}`
    check(subject, cohort.status_error ?? cohort.population_count, population_count)
  }
  for (const [name, fields] of Object.entries(requests.streams ?? {})) {
    const stream = await rested(customer, `/streams/${name}`)
    for (const [field, wanted] of Object.entries(fields)) check(`${field} of stream "${name}"`, stream[field], wanted)
  }
  if (requests.people) {
    const { cohort, attributes, key = 'email', rows, bytes = [], target } = requests.people
    const { id } = await made(customer, 'cohorts', cohort)
    const csv = await download(customer, id, { cohort_ids: [id], attributes }, target)
    const found = records(csv.text)
    for (const [who, cells] of Object.entries(rows)) {
      const row = found.find((one) => one[key] === who)
      for (const [column, wanted] of Object.entries(cells)) check(`${column} of ${who}`, row?.[column], wanted)
    }
    if (bytes.includes('bom')) check('first bytes of the download', csv.bytes.toString('hex', 0, 3), 'efbbbf')
    if (bytes.includes('no formulas')) {
      const risky = found.flatMap((row) => Object.values(row)).filter((cell) => /^[=@\t\r]|^[-+][^\d.]/.test(cell))
      check('list of cells that a spreadsheet would run', JSON.stringify(risky), '[]')
    }
  }
  if (requests.personas) {
    const { cohort, body = {}, number, weak, agrees: groups } = requests.personas
    const { id } = await made(customer, 'cohorts', cohort)
    const set = await made(customer, 'persona_sets', { name: 'Personas', cohort_id: id, ...body })
    check('status of the persona set', set.status, 'ready')
    if (number !== undefined) check('number of personas', (set.personas as unknown[] | undefined)?.length, number)
    if (weak !== undefined) check('weak of the persona set', Boolean(set.weak), weak)
    if (groups) {
      const truth = new Map(records(file(groups.truth).toString()).map((row) => [row.email, row.group!]))
      const people = records((await download(customer, id, { persona_set_ids: [set.id] })).text)
      const column = Object.keys(people[0] ?? {}).find((name) => name.endsWith('persona_id'))!
      const index = adjustedRand(
        numbered(people.map((row) => truth.get(row.email) ?? '')),
        numbered(people.map((row) => row[column] ?? '')),
      )
      check('adjusted Rand index with the planted groups', index, { between: [groups.least, 1] })
    }
  }
  return failed
}

/** A number is compared as a number, a date by its day, any other text letter by letter. */
function agrees(got: unknown, wanted: Wanted): boolean {
  if (wanted !== null && typeof wanted === 'object') {
    return typeof got === 'number' && got >= wanted.between[0] && got <= wanted.between[1]
  }
  const text = String(got ?? '')
  if (text === String(wanted ?? '')) return true
  if (typeof wanted === 'number') return text !== '' && Number(text) === wanted
  return typeof wanted === 'string' && /^\d{4}-\d\d-\d\d$/.test(wanted) && text.startsWith(wanted)
}

function numbered(labels: string[]): number[] {
  const numbers = new Map<string, number>()
  return labels.map((label) => {
    if (!numbers.has(label)) numbers.set(label, numbers.size)
    return numbers.get(label)!
  })
}

type Answer = Record<string, unknown> & { id: string; status: string; status_error?: string }

async function made(customer: Customer, type: string, body: Body): Promise<Answer> {
  const { id } = await customer.post(`/${type}`, body)
  return rested(customer, `/${type}/${id}`)
}

/** The resource once it is ready or in error. Asked by its status: other cases may keep the cloud busy meanwhile. */
async function rested(customer: Customer, path: string): Promise<Answer> {
  const end = Date.now() + patience(240)
  for (;;) {
    const answer: Answer = await customer.get(path)
    if (answer.status === 'ready' || answer.status === 'error') return answer
    if (Date.now() > end) throw new Error(`${path} is still ${answer.status}`)
    await sleep(100)
  }
}

async function download(
  customer: Customer,
  cohort: string,
  payload: Body,
  target: Body = {},
): Promise<{ bytes: Buffer; text: string }> {
  const scope = await made(customer, 'scopes', {
    name: 'All',
    preview: false,
    population: { cohort_ids: [cohort] },
    payload,
  })
  const { id } = await made(customer, 'targets', {
    name: 'File',
    scope_id: scope.id,
    options: { type: 'hosted_csv' },
    representation: { mode: 'identified', aggregate: 'person' },
    ...target,
  })
  const { status, bytes } = await customer.ask('GET', `/targets/${id}/download.csv`)
  if (status !== 200) throw new Error(`the download answers ${status}: ${bytes.toString('utf8', 0, 400)}`)
  return { bytes, text: bytes.toString('utf8').replace(/^\ufeff/, '') }
}
