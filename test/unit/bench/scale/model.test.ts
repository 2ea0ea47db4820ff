import { describe, expect, test } from 'vitest'
import { type Asked, nothingAsked } from '../../../../bench/cloud/metered-requests.ts'
import { assumed, durationOf, stepsAt, transitionsOf } from '../../../../bench/scale/at.ts'
import { billOf } from '../../../../bench/scale/bill.ts'
import {
  callsOf,
  type Law,
  laws,
  runsAt,
  type Size,
  type StepPath,
  sizeOf,
  wayOf,
  workingMb,
  workOf,
} from '../../../../bench/scale/growth.ts'
import { limitsOf } from '../../../../bench/scale/limits.ts'
import { lineThrough } from '../../../../bench/scale/line.ts'
import { type Measured, makeModel } from '../../../../bench/scale/model.ts'
import { objectsOf, readsOf, secondsOfObjects, writesOf } from '../../../../bench/scale/objects.ts'
import { twiceTheRows } from '../../../../bench/scale/page/measured.ts'
import { pageOf } from '../../../../bench/scale/page/page.ts'
import { prices } from '../../../../bench/scale/prices.ts'
import { readFacts, stepOfFunction, stepPaths } from '../../../../bench/scale/template.ts'
import { logicalId, machines, partitionedSteps } from '../../../../cdk/functions.ts'
import { synth } from '../../../../cdk/synth.ts'
import { mostRecords, recordsHeld } from '../../../../shared/lake/people/key-memory.ts'

const template = readFacts(await synth())

const functionOf = (path: StepPath) => {
  const [machine, step] = path.split('/') as [string, string]
  return `MoiraService-${logicalId(`steps/${machine}`)} ${step}`
}

/** What a call takes and asks for. */
interface LawOfCalls {
  seconds?: (law: Law, size: Size) => number
  asked?: (law: Law, size: Size) => Partial<Asked>
}

/** A run of so many rows, ten a person, in which every step follows the law; without one a call takes a second. */
function runOf(
  rows: number,
  { seconds = () => 1, asked = () => ({}) }: LawOfCalls = {},
  { partitions = 1, shards = 1 } = {},
): Measured {
  const size = { rows, people: rows / 10, files: 4, shards, partitions }
  const run = laws.filter((law) => runsAt(law, size))
  return {
    ...size,
    ...(partitions > 1 && { forced: rows / partitions }),
    use: { seconds: 20, cpu: 20, peakMb: 500 },
    steps: run.map((law) => {
      const calls = callsOf(law.path, size)
      return { name: functionOf(law.path), memoryMb: 3008, calls, seconds: calls * seconds(law, size), cpu: 0 }
    }),
    between: 2,
    requests: Object.fromEntries(run.map((law) => [functionOf(law.path), { ...nothingAsked(), ...asked(law, size) }])),
    logBytes: 0,
  }
}

const modelOf = (law: LawOfCalls) => {
  const forced = [runOf(100_000, law, { partitions: 128 }), runOf(100_000, law, { partitions: 8 })]
  const runs = [runOf(100_000, law), runOf(1_000_000, law), ...forced, runOf(1_000_000, law, { partitions: 8 })]
  return makeModel(runs, runs[0]!, template)
}

describe('what the model knows of the template', () => {
  test('every step of every machine has a law of growth, in every way that it runs', () => {
    for (const partitions of [1, 8]) {
      const run = laws.filter((law) => runsAt(law, { partitions })).map(({ path }) => path)
      const known = stepPaths.filter((path) => partitions > 1 || !partitionedSteps.includes(path.split('/')[1]!))
      expect(run.toSorted()).toEqual(known.toSorted())
    }
    for (const path of stepPaths) expect(stepOfFunction(functionOf(path))).toBe(path)
    expect(stepOfFunction('MoiraService-EventsPlanBuilds')).toBeUndefined()
  })

  test('states, calls at once, limits and the quiet period are read from it', () => {
    expect(template.quietSeconds).toBe(30)
    expect(template.machines.ingest).toEqual({ states: 4, atOnce: 40, timeout: 4 * 3600 })
    // Two more than steps: whether one function or many, and whether connect is done.
    expect(template.machines.resolve.states).toBe(machines.resolve.length + 2)
    expect(template.steps['resolve/prepare']).toEqual({ memoryMb: 3008, storageMb: 10_240, timeout: 900 })
  })

  test('Maps are called as often as there are items of theirs', () => {
    const size = { rows: 1, people: 1, files: 300, shards: 7, partitions: 16 }
    const calls = (path: StepPath) => callsOf(path, size)
    expect([calls('ingest/shard'), calls('resolve/link'), calls('resolve/cut')]).toEqual([256, 256, 256])
    expect([calls('resolve/number'), calls('resolve/decide'), calls('personas/score')]).toEqual([16, 16, 7])
    expect([calls('resolve/connect'), calls('deliver/finish')]).toEqual([1, 1])
  })
})

describe('lines', () => {
  test('go through the two largest works that differ', () => {
    const points = [1, 10, 100].map((work) => ({ work, y: 3 + 2 * work }))
    expect(lineThrough(points)).toEqual({ fixed: 3, each: 2 })
    expect(lineThrough(points.toReversed())).toEqual({ fixed: 3, each: 2 })
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

describe('what a call takes', () => {
  const linesOf = (path: StepPath, law: LawOfCalls, partitions: number) =>
    modelOf(law).steps.find((step) => step.law.path === path && runsAt(step.law, { partitions }))!.lines

  test('is told by the runs of its own way', () => {
    const law: LawOfCalls = { seconds: (_, size) => (wayOf(size) === 'whole' ? size.rows / 1e5 : 0.5) }
    expect(linesOf('resolve/prepare', law, 1).seconds).toEqual({ fixed: 0, each: 1e-5 })
    expect(linesOf('resolve/prepare', law, 8).seconds).toEqual({ fixed: 0.5, each: 0 })
    // Steps that there are in one way only go by the runs that were not forced.
    expect(linesOf('cohort/shard', law, 8).seconds).toEqual({ fixed: 0, each: 1e-5 })
  })

  test('is apart from what objects take: the same rows in more partitions tell', () => {
    const each = { got: { tables: 0.02, others: 0.005 }, put: { tables: 0.03, others: 0.01 } }
    const law: LawOfCalls = {
      seconds: ({ path }, size) => {
        const objects = objectsOf(path, size)
        return 1 + size.rows / callsOf(path, size) / 1e5 + (objects ? secondsOfObjects(objects, each) : 0)
      },
    }
    const { objectSeconds } = modelOf(law)
    for (const way of ['got', 'put'] as const) {
      expect(objectSeconds[way].tables).toBeCloseTo(each[way].tables)
      expect(objectSeconds[way].others).toBeCloseTo(each[way].others)
    }
    const { fixed, each: slope } = linesOf('resolve/decide', law, 8).seconds
    expect([fixed, slope * 1e5]).toEqual([expect.closeTo(1), expect.closeTo(1)])
  })

  test('of bytes that `cut` gets, a byte a key is everybody’s', () => {
    const law: LawOfCalls = {
      asked: ({ path }, size) => {
        const calls = callsOf(path, size)
        if (path === 'resolve/connect') return { put: size.rows / 2 }
        return path === 'resolve/cut' ? { got: 60 * size.rows + calls * (size.rows / 2) } : {}
      },
    }
    const model = modelOf(law)
    expect(model.keysARow).toBe(0.5)
    const size = { ...sizeOf(10_000_000, 10, 3008) }
    const cut = stepsAt(model, size).find(({ step }) => step.law.path === 'resolve/cut')!
    expect(cut.got).toBeCloseTo((60 * size.rows) / cut.calls + size.rows / 2)
  })
})

describe('at another size', () => {
  // What grows with rows takes 10 s for a million of them; nothing else grows.
  const law: LawOfCalls = {
    seconds: (one, size) => (['rows', 'everything'].includes(one.grows) ? workOf(one, size) / 1e5 : 0),
  }
  const model = modelOf(law)
  const size = sizeOf(10_000_000, 10, 3008)
  const steps = stepsAt(model, size)
  const of = (path: StepPath) => steps.find(({ step }) => step.law.path === path)!
  const waits = (path: StepPath, at = size) => (objectsOf(path, at)?.waits ?? 0) * assumed.secondsAWait

  test('so many people have so many rows, files, shards and partitions', () => {
    expect(size).toEqual({ people: 10_000_000, rows: 100_000_000, files: 34, shards: 32, partitions: 16 })
    expect(sizeOf(100_000_000, 10, 10_240)).toMatchObject({ files: 334, shards: 256, partitions: 64 })
    const held = recordsHeld(workingMb(3008))
    expect([sizeOf(held, 1, 3008).partitions, sizeOf(held + 1, 1, 3008).partitions]).toEqual([1, 2])
  })

  test('only the steps of its way run', () => {
    expect(of('resolve/decide').calls).toBe(16)
    const small = stepsAt(model, sizeOf(100_000, 10, 3008)).map(({ step }) => step.law.path)
    expect(small).not.toContain('resolve/decide')
    expect(small.filter((path) => path === 'resolve/prepare')).toHaveLength(1)
  })

  test('a call takes what its share of the rows takes, times how much slower Lambda is, and waits for S3', () => {
    expect(of('ingest/finish').seconds).toBeCloseTo(assumed.slower * 1000 + waits('ingest/finish'))
    expect(of('cohort/shard').seconds).toBeCloseTo((assumed.slower * 1000) / 32)
    expect(of('resolve/number').seconds).toBeCloseTo((assumed.slower * 1000) / 16 + waits('resolve/number'))
    expect(of('resolve/decide').seconds).toBeCloseTo((assumed.slower * 1000) / 16 + waits('resolve/decide'))
    expect(of('cohort/finish').seconds).toBeCloseTo(0)
  })

  test('GB-seconds are calls × seconds and cold starts, times memory', () => {
    const gb = 3008 / 1024
    expect(of('cohort/shard').gbSeconds).toBeCloseTo((assumed.slower * 1000 + 32 * assumed.coldSeconds) * gb)
    expect(of('cohort/prepare').gbSeconds).toBeCloseTo(assumed.coldSeconds * gb)
  })

  test('what passes to and from S3 takes its time', () => {
    const passing = modelOf({
      ...law,
      asked: (one, at) => {
        const bytes = callsOf(one.path, at) * workOf(one, at)
        return { got: 50 * bytes, put: 25 * bytes }
      },
    })
    const score = stepsAt(passing, size).find(({ step }) => step.law.path === 'personas/score')!
    expect(score.got + score.put).toBeCloseTo((75 * 1e8) / 32)
    expect(score.seconds).toBeCloseTo((assumed.slower * 1000 + (75 * 1e8) / assumed.bytesASecond) / 32)
  })

  test('a Map takes as many waves as its calls at once make', () => {
    const many = sizeOf(100_000_000, 10, 3008)
    const { machines: took, quiet, between, seconds } = durationOf(model, stepsAt(model, many))
    const score = (assumed.slower * 10_000) / 256
    expect(took.find(({ machine }) => machine === 'personas')!.seconds).toBeCloseTo(4 * 2 + 7 * score)
    expect([quiet, between]).toEqual([30, 2 * assumed.slower])
    expect(seconds).toBeCloseTo(32 * 1 + 1 + took.reduce((sum, one) => sum + one.seconds, 0))
  })

  test('a child is a transition, and so is its state', () => {
    // ingest has four states of its own, personas four, cohort, predict and deliver three, resolve eleven that it passes.
    const children = 34 + 34 + 16 + 34 + 16 + 32 + 4 * 32
    expect(transitionsOf(model, size)).toEqual({ states: 28, children, transitions: 28 + 2 * children })
    // In one function resolve passes four.
    expect(transitionsOf(model, sizeOf(100_000, 10, 3008)).states).toBe(21)
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
    expect(lines.find(({ what }) => what === 'Step Functions')!.units).toBe(transitionsOf(model, size).transitions)
  })

  test('requests are those of the code where they are products, else a call’s times the calls', () => {
    const asking = modelOf({
      asked: ({ path }, at) => ({ s3Reads: 3 * callsOf(path, at), tableWrites: callsOf(path, at) }),
    })
    const { lines } = billOf(asking, size, stepsAt(asking, size))
    const products = steps.flatMap(({ step }) => {
      const objects = objectsOf(step.law.path, size)
      const calls = callsOf(step.law.path, size)
      return objects ? [{ reads: calls * readsOf(objects), writes: calls * writesOf(objects) }] : []
    })
    const byCode = products.reduce((sum, { reads }) => sum + reads, 0)
    // prepare of all six machines and cluster, 34 files, 4 × 32 shards; notes of 32 shards in five kinds of finish.
    expect(lines.find(({ what }) => what === 'S3 reads')!.units).toBeCloseTo(3 * (7 + 34 + 128 + 5 * 32) + byCode)
    const writes = lines.find(({ what }) => what === 'S3 writes')!.units
    expect(writes).toBeCloseTo(34 + products.reduce((sum, one) => sum + one.writes, 0))
  })
})

describe('where it ends', () => {
  const ends = (law: LawOfCalls) =>
    limitsOf(modelOf(law), 10).map(({ where, bound, size }) => ({ where, bound, ...size }))

  test('a step over all rows ends when a call does', () => {
    const [first] = ends({ seconds: ({ path }, { rows }) => (path === 'ingest/finish' ? rows / 1e5 : 0) })
    expect(first).toMatchObject({ where: 'ingest/finish', bound: '900 s a call' })
    // Waiting for S3 takes its part.
    const waits = objectsOf('ingest/finish', first!)!.waits * assumed.secondsAWait
    const exactly = ((900 - waits) / assumed.slower) * 1e5
    expect(first!.rows).toBeGreaterThan(exactly)
    expect(first!.rows).toBeLessThan(exactly * 1.02)
  })

  test('what goes on in another call ends with its machine', () => {
    const found = ends({ seconds: ({ path }, { rows }) => (path === 'resolve/connect' ? rows / 1e6 : 0) })
    expect(found.map(({ where, bound }) => `${where} ${bound}`)).not.toContain('resolve/connect 900 s a call')
    const machine = found.find(({ where }) => where === 'resolve, the machine')!
    expect(machine.rows / ((4 * 3600 * 1e6) / assumed.slower)).toBeCloseTo(1, 0)
  })

  test('a step of the other way ends nothing', () => {
    const found = ends({
      seconds: ({ path, way }, { rows }) => (path === 'resolve/prepare' && way === 'whole' ? rows : 0),
    })
    for (const { where, rows } of found.filter((one) => one.where === 'resolve/prepare')) {
      expect([where, rows <= recordsHeld(workingMb(3008))]).toEqual(['resolve/prepare', true])
    }
  })

  test('a full /tmp ends it, too, but not where nothing is kept', () => {
    const full = ends({
      asked: ({ path }, { rows }) =>
        path === 'personas/score' || path === 'resolve/connect' ? { got: rows * 1000 } : {},
    }).filter(({ bound }) => bound === '10,240 MB of /tmp')
    expect(full.map(({ where }) => where)).toEqual(['personas/score'])
  })

  test('memory ends a partition at its records, and `connect` at its keys', () => {
    const keys: LawOfCalls = { asked: ({ path }, { rows }) => (path === 'resolve/connect' ? { put: rows } : {}) }
    const found = ends(keys).filter(({ bound }) => bound === '3,008 MB of memory')
    const rowsOf = (path: StepPath) => found.find(({ where }) => where === path)!.rows
    expect(rowsOf('resolve/decide') / (128 * mostRecords(workingMb(3008)))).toBeCloseTo(1, 1)
    expect(rowsOf('resolve/connect') / ((workingMb(3008) * 2 ** 20) / 5)).toBeCloseTo(1, 1)
  })

  test('the page says so before anything else, and what goes through is not called a failure', () => {
    const context = { machine: 'two cores', day: '2026-01-01' }
    const pageBy = (law: LawOfCalls) => {
      const model = modelOf(law)
      const page = pageOf({ default: model, large: model }, context)
      expect(page).not.toMatch(/NaN|undefined|Infinity/)
      return page.slice(0, page.indexOf('## Measured'))
    }
    const slow = pageBy({ seconds: ({ path }, { rows }) => (path === 'ingest/finish' ? rows / 1e5 : 0) })
    expect(slow).toContain('**100 million people do not go through.**')
    expect(slow).toContain('`ingest/finish`, 900 s a call')
    expect(pageBy({ seconds: () => 0 })).toContain('**100 million people go through**')
  })
})

test('every price says where it is from', () => {
  for (const { source, dollars } of Object.values(prices)) {
    expect(source.length).toBeGreaterThan(5)
    expect(dollars).toBeGreaterThan(0)
  }
})
