import { expect, test } from 'vitest'
import { progressOf } from '../../../shared/builds/progress.ts'
import { machines } from '../../../shared/nouns/nouns.ts'

const growing = (shares: number[]) => shares.every((share, i) => i === 0 || share > shares[i - 1]!)

test.each(machines)('the progress of $name grows from step to step, and within each step', (machine) => {
  const starts = machine.steps.map(({ name }) => progressOf(machine, name).share)
  expect(starts[0]).toBe(0)
  expect(growing(starts), String(starts)).toBe(true)
  for (const { name } of machine.steps) {
    const within = [0, 0.5, 1].map((part) => progressOf(machine, name, part).share)
    expect(growing(within), `${name}: ${within}`).toBe(true)
    expect(within[2]).toBeLessThanOrEqual(1)
  }
})

test.each(machines)(
  'the steps of $name are counted from 1 to the last, those of large accounts within them',
  (machine) => {
    const told = machine.steps.map(({ name }) => progressOf(machine, name))
    const count = machine.steps.filter(({ partitioned }) => !partitioned).length
    expect(new Set(told.map(({ steps }) => steps))).toEqual(new Set([count]))
    expect([...new Set(told.map(({ step }) => step))]).toEqual(Array.from({ length: count }, (_, i) => i + 1))
    for (const { doing } of told) expect(doing).toMatch(/^[a-z][a-z ]{8,}$/)
  },
)

test('a step that no machine has is an error', () => {
  expect(() => progressOf(machines[0]!, 'dance')).toThrow('has no step dance')
})
