import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  assumed,
  buildOf,
  callsOf,
  ends,
  machines,
  prices,
  sizeOf,
  stepAt,
  template,
  timing,
} from '../../../../bench/scale/formula.ts'
import { type Point, points } from '../../../../bench/scale/points.ts'
import { withTables } from '../../../../bench/scale.ts'
import { synth } from '../../../../cdk/synth.ts'
import { readAssembly } from '../../../../local/template/assembly.ts'
import { loadTemplate } from '../../../../local/template/load.ts'
import { readMachines } from '../../../../local/template/read.ts'
import { machines as machinesOfAll } from '../../../../shared/nouns/nouns.ts'

/** The formula knows accounts of files: events of sources cost by the hour, not by the build of everything. */
const machinesOfNouns = machinesOfAll.filter(({ name }) => name !== 'gather')
const stepsOfNouns = machinesOfNouns.flatMap(({ steps }) => steps)
const stepsOf = (machine: string) => machinesOfNouns.find(({ name }) => name === machine)!.steps

const target = buildOf(sizeOf(100_000_000))

test('the page is what the points and the formula say', () => {
  const page = readFileSync(new URL('../../../../docs/scale.md', import.meta.url), 'utf8')
  expect(page, 'mended by npm run bench -- scale --write').toBe(withTables(page))
  // The first sentence is written by hand.
  const [bound, end] = [...ends().entries()][0]!
  expect(page).toContain(
    `about $${target.dollars.toFixed(2)} and ${Math.round(target.seconds / 60)} minutes for one build of everything`,
  )
  expect(page).toContain(`The end is at about ${Math.round(end / 1e6)} million people`)
  expect(bound).toBe('ingest/finish: 900 s a call')
})

test('the tables answer as the runs of 2026-11-22 did, and 2 cents for the steps since', () => {
  expect(target.dollars).toBeCloseTo(4.5, 2)
  expect(target.seconds / 60).toBeCloseTo(62.4, 1)
  expect(target.units.gbSecond / 167_368).toBeCloseTo(1, 2)
  expect([...ends().values()].slice(0, 2).map((people) => Math.round(people / 1e6))).toEqual([139, 181])
  const large = buildOf(sizeOf(100_000_000, 10_240))
  expect([large.dollars.toFixed(2), Math.round(large.seconds / 60)]).toEqual(['8.33', 59])
})

describe('what the formula knows of the template', async () => {
  const folder = await synth()
  const cloudlet = loadTemplate(
    folder,
    {},
    { api: 'http://localhost', s3: 'http://127.0.0.1:4601', sqs: 'http://localhost' },
  )

  test('every step of every machine has a row, in each way that it runs', () => {
    for (const way of ['whole', 'cut']) {
      const rows = points.filter((one) => ['always', way].includes(one.way)).map(({ step }) => step)
      const steps = machines.flatMap((machine) => stepsOf(machine).map(({ name }) => [machine, name] as const))
      const known = steps.filter(
        ([, step]) => way === 'cut' || !stepsOfNouns.some(({ name, partitioned }) => partitioned && name === step),
      )
      expect(rows.toSorted()).toEqual(known.map((path) => path.join('/')).toSorted())
    }
    expect(machines.toSorted()).toEqual(machinesOfNouns.map(({ name }) => name).toSorted())
  })

  test('a step has many calls where a Map runs it', () => {
    for (const { step, over } of points) {
      expect([step, over === 'all']).toEqual([
        step,
        !stepsOfNouns.some(({ name, over: mapped }) => mapped && name === step.split('/')[1]),
      ])
    }
  })

  test('memory, storage, times, calls at once and the quiet period', () => {
    const steps = cloudlet
      .of('AWS::Lambda::Function')
      .filter(({ id }) => id.startsWith('Steps') && id !== 'StepsGather')
    expect(steps).toHaveLength(machines.length)
    for (const { properties } of steps) {
      expect(properties).toMatchObject({
        MemorySize: template.memoryMb,
        EphemeralStorage: { Size: template.storageMb },
        Timeout: template.callSeconds,
      })
    }
    const definitions = [...readMachines(cloudlet)].flatMap(([id, one]) => (id.includes('Gather') ? [] : [one]))
    for (const { TimeoutSeconds, States } of definitions) {
      expect(TimeoutSeconds).toBe(template.machineSeconds)
      for (const { Type, MaxConcurrency } of Object.values(States)) {
        if (Type === 'Map') expect(MaxConcurrency).toBe(template.atOnce)
      }
    }
    // Cut into partitions, an account passes every state but those where a build ends that failed or was superseded.
    const passed = definitions.flatMap(({ States }) =>
      Object.values(States).filter(({ Type }) => Type !== 'Fail' && Type !== 'Succeed'),
    )
    expect(passed).toHaveLength(timing.states)
    const quiet = readAssembly(folder).stacks.find(({ template: { Parameters } }) => Parameters?.QuietSeconds)
    expect(quiet?.template.Parameters?.QuietSeconds?.Default).toBe(timing.quietSeconds)
  })
})

describe('the formula', () => {
  const size = sizeOf(10_000_000)
  const point: Point = {
    ...{ step: 'cohort/shard', over: 'shards', unit: 'share', way: 'always' },
    ...{ fixed: 1, each: 2, got: 30, put: 20 },
  }

  test('of one call: processor time, and bytes on their way', () => {
    const share = size.rows / size.shards / 1e6
    expect(stepAt(point, size).seconds).toBeCloseTo(1.5 * (1 + 2 * share) + (50 * share) / 62.5, 10)
    expect(stepAt(point, size).billed).toBeCloseTo(32 * stepAt(point, size).seconds + 32 * 2, 8)
  })

  test('what is made for all rows grows with all rows, what is made for a share with the share', () => {
    const all = stepAt({ ...point, unit: 'everybody' }, size).seconds
    expect((all - 1.5) / (stepAt(point, size).seconds - 1.5)).toBeCloseTo(size.shards, 8)
    expect(stepAt({ ...point, unit: 'sample' }, size)).toEqual(stepAt({ ...point, unit: 'sample' }, sizeOf(12_000_000)))
  })

  test('more people never cost less, nor a slower processor', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10_000, max: 200_000_000 }),
        fc.double({ min: 1, max: 3, noNaN: true }),
        (people, times) => {
          const [less, more] = [buildOf(sizeOf(people)), buildOf(sizeOf(2 * people))]
          expect(more.dollars).toBeGreaterThan(less.dollars)
          const slower = buildOf(sizeOf(people), { ...assumed, slower: assumed.slower * times })
          expect(slower.seconds).toBeGreaterThanOrEqual(less.seconds)
        },
      ),
    )
  })

  test('a build takes as long as its machines, and costs as much as its units', () => {
    const parts = [...target.times.values()].reduce((total, one) => total + one)
    expect(target.seconds).toBeCloseTo(30 + 15 + parts, 6)
    const score = target.steps.find(({ step }) => step === 'personas/score')!
    expect([score.calls, score.waves]).toEqual([256, 7])
    const names = Object.keys(prices) as (keyof typeof prices)[]
    expect(target.dollars).toBeCloseTo(
      names.reduce((total, name) => total + target.units[name] * prices[name], 0),
      10,
    )
  })

  test('`connect` goes on in other calls, each within 450 s and what is handed over', () => {
    for (const people of [20e6, 100e6, 400e6]) {
      const connect = buildOf(sizeOf(people)).steps.find(({ step }) => step === 'resolve/connect')!
      expect(connect.seconds).toBeLessThan(900)
      expect(connect.waves).toBe(connect.calls)
    }
  })

  test('calls are as many as there are files, ranges, partitions and shards', () => {
    const calls = (['files', 'ranges', 'partitions', 'shards', 'all'] as const).map((over) =>
      callsOf(over, target.size),
    )
    expect(calls).toEqual([256, 128, 128, 256, 1])
  })

  test('a bound is met at the first size that is too large', () => {
    const [[bound, people]] = [...ends()] as [[string, number]]
    const longest = (many: number) =>
      buildOf(sizeOf(Math.round(many))).steps.find(({ step }) => bound.startsWith(step))!.seconds
    expect(longest(people)).toBeGreaterThan(template.callSeconds)
    expect(longest(people / 1.01)).toBeLessThanOrEqual(template.callSeconds)
  })
})
