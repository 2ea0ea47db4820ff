import { describe, expect, test } from 'vitest'
import { type Asked, nothingAsked } from '../../bench/metered-requests.ts'
import { assumed, durationOf, stepsAt, transitionsOf } from '../../bench/scale-at.ts'
import { billOf } from '../../bench/scale-bill.ts'
import { callsOf, growth, lineThrough, type Size, type StepPath, sizeOf, workOf } from '../../bench/scale-growth.ts'
import { limitsOf, rowsInMemory } from '../../bench/scale-limits.ts'
import { type Measured, makeModel } from '../../bench/scale-model.ts'
import { pageOf, twiceTheRows } from '../../bench/scale-page.ts'
import { prices } from '../../bench/scale-prices.ts'
import { readFacts, stepOfFunction, stepPaths } from '../../bench/scale-template.ts'
import { logicalId, machines } from '../../cdk/functions.ts'
import { synth } from '../../cdk/synth.ts'

const template = readFacts(await synth())

const functionOf = (path: StepPath) => {
  const [machine, step] = path.split('/') as [string, string]
  return `MoiraService-${logicalId(`steps/${machine}`)} ${step}`
}

/** What a call takes and reads, by the rows that it works on. */
interface Law {
  seconds?: (path: StepPath, size: Size) => number
  asked?: (path: StepPath, size: Size) => Partial<Asked>
}

/** A run of so many rows, ten a person, in which every step follows the law; without one a call takes a second. */
function runOf(rows: number, { seconds = () => 1, asked = () => ({}) }: Law = {}, shards = 1): Measured {
  const size = { rows, people: rows / 10, files: 4, shards }
  const calls = (path: StepPath) => callsOf(path, size)
  return {
    ...size,
    use: { seconds: 20, cpu: 20, peakMb: 500 },
    steps: stepPaths.map((path) => ({
      name: functionOf(path),
      memoryMb: 3008,
      calls: calls(path),
      seconds: calls(path) * seconds(path, size),
      cpu: 0,
    })),
    between: 2,
    requests: Object.fromEntries(
      stepPaths.map((path) => [functionOf(path), { ...nothingAsked(), ...asked(path, size) }]),
    ),
    logBytes: 0,
  }
}

const modelOf = (law: Law, shards: [number, number] = [1, 1]) => {
  const runs = [runOf(100_000, law, shards[0]), runOf(1_000_000, law, shards[1])]
  return makeModel(runs, runs[0]!, template)
}

describe('what the model knows of the template', () => {
  test('every step of every machine has a law of growth', () => {
    expect(Object.keys(growth).sort()).toEqual([...stepPaths].sort())
    for (const path of stepPaths) expect(stepOfFunction(functionOf(path))).toBe(path)
    expect(stepOfFunction('MoiraService-EventsPlanBuilds')).toBeUndefined()
  })

  test('the Map is the step before the last, and the only one that is called more than once', () => {
    const size = { rows: 1, people: 1, files: 7, shards: 7 }
    for (const [machine, steps] of Object.entries(machines)) {
      const called = steps.map((step) => callsOf(`${machine}/${step}` as StepPath, size))
      expect(called).toEqual(steps.map((_, i) => (i === steps.length - 2 ? 7 : 1)))
    }
  })

  test('states, calls at once, limits and the quiet period are read from it', () => {
    expect(template.quietSeconds).toBe(30)
    expect(template.machines.ingest).toEqual({ states: 4, childStates: 1, atOnce: 40, timeout: 4 * 3600 })
    expect(template.machines.personas.states).toBe(4)
    expect(template.machines.cohort.states).toBe(3)
    expect(template.steps['resolve/prepare']).toEqual({ memoryMb: 3008, storageMb: 10_240, timeout: 900 })
  })
})

describe('lines', () => {
  test('go through the last two sizes that differ in work', () => {
    const points = [1, 10, 100].map((work) => ({ work, y: 3 + 2 * work }))
    expect(lineThrough(points)).toEqual({ fixed: 3, each: 2 })
    expect(lineThrough([...points, { work: 100, y: 203 }])).toEqual({ fixed: 3, each: 2 })
  })

  test('do not go through two sizes of nearly the same work', () => {
    const points = [1, 100, 110].map((work) => ({ work, y: work === 100 ? 500 : work }))
    expect(lineThrough(points)).toEqual({ fixed: 0, each: 1 })
  })

  test('are flat where nothing grew', () => {
    expect(lineThrough([{ work: 1, y: 5 }])).toEqual({ fixed: 5, each: 0 })
    expect(lineThrough([5, 4].map((y, i) => ({ work: i + 1, y })))).toEqual({ fixed: 4, each: 0 })
  })

  test('twice the rows: the quotient of a doubling, and what ten times the rows come to', () => {
    const run = (rows: number, seconds: number) => ({ ...runOf(rows), use: { seconds, cpu: 1, peakMb: 1 } })
    expect(twiceTheRows(run(10, 3), run(20, 6.3), 'seconds')).toBeCloseTo(2.1)
    expect(twiceTheRows(run(10, 3), run(100, 30), 'seconds')).toBeCloseTo(2)
    expect(twiceTheRows(run(10, 3), run(100, 300), 'seconds')).toBeCloseTo(4)
  })
})

describe('who goes through whose rows', () => {
  const spreadOf = (law: Law, shards: [number, number], path: StepPath = 'resolve/shard') =>
    modelOf(law, shards).steps.find((step) => step.path === path)!.spread
  const reading = (share: number): Law => ({
    asked: (path, size) => ({ got: 100 * callsOf(path, size) * workOf(path, size, share) }),
  })

  test.each([0, 0.25, 1])('is told by the bytes: %s of the other shards', (share) => {
    expect(spreadOf(reading(share), [1, 2]).got).toBeCloseTo(share)
    expect(spreadOf(reading(share), [2, 8]).got).toBeCloseTo(share)
  })

  test('by the time, where skipping costs less than one’s own', () => {
    const law: Law = { ...reading(0.8), seconds: (path, size) => 0.5 + workOf(path, size, 0.1) / 1e5 }
    const runs = [runOf(100_000, law), runOf(1_000_000, law), runOf(8_000_000, law, 2)]
    const { spread, lines } = makeModel(runs, runs[0]!, template).steps.find(({ path }) => path === 'resolve/shard')!
    expect(spread.got).toBeCloseTo(0.8)
    expect(spread.seconds).toBeCloseTo(0.1)
    expect(lines.seconds.fixed).toBeCloseTo(0.5)
    expect(lines.seconds.each).toBeCloseTo(1e-5)
  })

  test('never costs time without having been read', () => {
    const slowing: Law = { ...reading(0), seconds: (path, size) => workOf(path, size) ** 1.3 / 1e6 }
    const runs = [runOf(100_000, slowing), runOf(1_000_000, slowing), runOf(8_000_000, slowing, 2)]
    for (const { spread } of makeModel(runs, runs[0]!, template).steps) expect(spread.seconds).toBe(0)
  })

  test('of one shard it is as the code reads, and said to be', () => {
    expect(spreadOf(reading(0), [1, 1])).toEqual({ got: 1, seconds: 1, isMeasured: false })
    expect(spreadOf({}, [1, 2]).isMeasured).toBe(false)
  })
})

describe('at another size', () => {
  // Steps over all rows and over a shard's rows take 10 s for a million of them; nothing else grows.
  const law: Law = {
    seconds: (path, size) =>
      ['rows', 'shard'].includes(growth[path].with) ? workOf(path, size, path === 'resolve/shard' ? 1 : 0) / 1e5 : 0,
  }
  const model = modelOf(law)
  const size = sizeOf(10_000_000, 10)
  const steps = stepsAt(model, size)
  const of = (path: StepPath) => steps.find(({ step }) => step.path === path)!

  test('so many people have so many rows, files and shards', () => {
    expect(size).toEqual({ people: 10_000_000, rows: 100_000_000, files: 34, shards: 32 })
    expect(sizeOf(100_000_000, 10)).toMatchObject({ files: 256, shards: 256 })
    expect(sizeOf(1000, 1)).toMatchObject({ files: 1, shards: 1 })
  })

  test('a call takes what its work takes, times how much slower Lambda is', () => {
    expect(of('resolve/prepare').seconds).toBeCloseTo(assumed.slower * 1000)
    expect(of('cohort/shard').seconds).toBeCloseTo((assumed.slower * 1000) / 32)
    expect(of('resolve/shard').seconds).toBeCloseTo(assumed.slower * 1000)
    expect(of('cohort/finish').seconds).toBeCloseTo(0)
  })

  test('GB-seconds are calls × seconds and cold starts, times memory', () => {
    const gb = 3008 / 1024
    expect(of('cohort/shard').gbSeconds).toBeCloseTo((assumed.slower * 1000 + 32 * assumed.coldSeconds) * gb)
    expect(of('cohort/prepare').gbSeconds).toBeCloseTo(assumed.coldSeconds * gb)
  })

  test('what passes to and from S3 takes its time', () => {
    const bytes = modelOf({
      ...law,
      asked: (path, one) => ({ got: 50 * workOf(path, one), put: 25 * workOf(path, one) }),
    })
    const prepare = stepsAt(bytes, size).find(({ step }) => step.path === 'resolve/prepare')!
    expect(prepare.bytes).toBeCloseTo(75 * 1e8)
    expect(prepare.seconds).toBeCloseTo(assumed.slower * 1000 + (75 * 1e8) / assumed.bytesASecond)
  })

  test('a Map takes as many waves as its calls at once make', () => {
    const many = sizeOf(100_000_000, 10)
    const { machines: took, quiet, between, seconds } = durationOf(model, stepsAt(model, many))
    const score = (assumed.slower * 10_000) / 256
    expect(took.find(({ machine }) => machine === 'personas')!.seconds).toBeCloseTo(4 * 2 + 7 * score)
    expect([quiet, between]).toEqual([30, 2 * assumed.slower])
    expect(seconds).toBeCloseTo(32 * 1 + 1 + took.reduce((sum, one) => sum + one.seconds, 0))
  })

  test('a child is a transition, and so is its state', () => {
    // ingest and personas have four states of their own, the other four machines three.
    expect(transitionsOf(model, size)).toBe(20 + 34 * 2 + 5 * 32 * 2)
  })

  test('the bill is the sum of its lines, each its units times its price', () => {
    const { lines, dollars } = billOf(model, size, steps)
    for (const { units, price, dollars: each } of lines) {
      expect(each).toBeCloseTo((units / prices[price].per) * prices[price].dollars, 10)
    }
    expect(dollars).toBeCloseTo(
      lines.reduce((sum, one) => sum + one.dollars, 0),
      10,
    )
    expect(lines[0]!.units).toBeCloseTo(steps.reduce((sum, one) => sum + one.gbSeconds, 0))
    expect(lines.find(({ what }) => what === 'Step Functions')!.units).toBe(transitionsOf(model, size))
  })

  test('requests of a call are taken times the calls, and those over notes times the shards', () => {
    const asking = modelOf({
      asked: (path, one) => ({ s3Reads: 3 * callsOf(path, one), tableWrites: callsOf(path, one) }),
    })
    const { lines } = billOf(asking, size, stepsAt(asking, size))
    // 14 single calls (5 of them over nothing and one over a sample), 34 files, 5 × 32 shards.
    const [ingest, shards] = [34 + 34 / 4, 5 * 32 + (1 + 1 + 1 + 1 + 1 + 1) * 32]
    expect(lines.find(({ what }) => what === 'S3 reads')!.units).toBeCloseTo(3 * (6 + ingest + shards))
    expect(lines.find(({ what }) => what === 'DynamoDB writes')!.units).toBe(13 + 34 + 5 * 32)
  })
})

describe('where it ends', () => {
  const ends = (law: Law) => limitsOf(modelOf(law), 10).map(({ where, bound, size }) => ({ where, bound, ...size }))

  test('a step over all rows ends when a call does, and nothing else', () => {
    const found = ends({ seconds: (path, { rows }) => (path === 'ingest/finish' ? rows / 1e5 : 0) })
    const [first] = found.filter(({ where }) => where !== 'resolve/prepare')
    expect(first).toMatchObject({ where: 'ingest/finish', bound: '900 s a call' })
    const exactly = (900 / assumed.slower) * 1e5
    expect(first!.rows).toBeGreaterThan(exactly)
    expect(first!.rows).toBeLessThan(exactly * 1.011)
  })

  test('a full /tmp ends it, too, where there is something on disk', () => {
    const boundsOf = (step: StepPath) =>
      ends({ asked: (path, { rows }) => (path === step ? { got: rows * 10 } : {}) }).filter(
        ({ where }) => where === step,
      )
    // The time comes last: carrying them takes it, at the speed that is assumed.
    const found = boundsOf('personas/finish')
    expect(found.map(({ bound }) => bound)).toEqual(['10,240 MB of /tmp', '900 s a call'])
    expect(found[0]!.rows / (10 * 2 ** 30)).toBeCloseTo(0.1, 2)
    expect(boundsOf('ingest/finish').map(({ bound }) => bound)).toEqual(['900 s a call'])
  })

  test('identity resolution ends with its memory, and three times the memory hold about three times the rows', () => {
    expect(ends({}).find(({ bound }) => bound === '3,008 MB of memory')?.where).toBe('resolve/prepare')
    expect(rowsInMemory(3 * 3008) / rowsInMemory(3008)).toBeGreaterThan(3)
  })

  test('the page says so before anything else, and what goes through is not called a failure', () => {
    const context = { machine: 'two cores', day: '2026-01-01', defaultMb: 3008 }
    const page = pageOf(
      modelOf({ seconds: (path, { rows }) => (path === 'resolve/prepare' ? rows / 1e5 : 0) }),
      context,
    )
    expect(page.slice(0, page.indexOf('## Measured'))).toContain(
      '**100 million people do not go through as it stands.**',
    )
    expect(page).toContain('There `resolve/prepare` ends')
    expect(page).not.toMatch(/NaN|undefined|Infinity/)
  })
})

test('every price says where it is from', () => {
  for (const { source, dollars } of Object.values(prices)) {
    expect(source.length).toBeGreaterThan(5)
    expect(dollars).toBeGreaterThan(0)
  }
})
