import { durationOf, type StepAt, stepsAt } from './at.ts'
import { billOf } from './bill.ts'
import { type Size, sizeOf } from './growth.ts'
import { type Limit, limitsOf } from './limits.ts'
import type { Model } from './model.ts'

/** The size that is asked for, and the smaller ones beside it. */
const TARGET = 100_000_000
const PEOPLE = [1_000_000, 10_000_000, TARGET]

/** What follows from a model for the template that it was made by. */
export interface Outlook {
  /** The template …: as it comes, or with which context. */
  name: string
  model: Model
  /** Of the function that resolves identities. */
  memoryMb: number
  limits: Limit[]
  sizes: SizeOutlook[]
  /** The last of the sizes. */
  target: SizeOutlook
  goesThrough: boolean
}

/** One build of everything, at a size. */
export interface SizeOutlook {
  size: Size
  steps: StepAt[]
  bill: ReturnType<typeof billOf>
  duration: ReturnType<typeof durationOf>
  /** Steps and machines that end before an account has grown to it. */
  ends: string[]
}

export function outlookOf(name: string, model: Model, rowsEach: number): Outlook {
  const limits = limitsOf(model, rowsEach)
  const { memoryMb } = model.template.steps['resolve/decide']
  const sizes = PEOPLE.map((people): SizeOutlook => {
    const size = sizeOf(people, rowsEach, memoryMb)
    const steps = stepsAt(model, size)
    const ends = [...new Set(limits.filter((one) => one.size.people <= people).map((one) => one.where))]
    return { size, steps, bill: billOf(model, size, steps), duration: durationOf(model, steps), ends }
  })
  const target = sizes.at(-1)!
  return { name, model, memoryMb, limits, sizes, target, goesThrough: !target.ends.length }
}
