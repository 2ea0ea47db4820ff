import type { Condition, Conditions, Sign, Test } from '../condition.ts'
import { castToNumber, numberOrder, textOrder } from './as-duckdb.ts'
import { microseconds } from './moment.ts'
import { patternTest } from './pattern.ts'
import type { Value } from './person.ts'

type Values = Readonly<Record<string, Value>>

/** Conditions as a function of values by column; true without conditions. */
export function conditionsPredicate({ required, optional }: Conditions): (values: Values) => boolean {
  const all = required.map(conditionPredicate)
  const any = optional.map(conditionPredicate)
  return (values) => all.every((meets) => meets(values)) && (any.length === 0 || any.some((meets) => meets(values)))
}

function conditionPredicate({ column, absent, present }: Condition): (values: Values) => boolean {
  const tests = present?.map(testPredicate)
  return (values) => {
    const value = Object.hasOwn(values, column) ? values[column] : undefined
    if (value === undefined || value === null) return absent
    return tests?.every((meets) => meets(value)) ?? false
  }
}

type Known = NonNullable<Value>

/** How an order (negative, zero, positive) answers a sign. */
const holds: Record<Sign, (order: number) => boolean> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
}

const dayInMicroseconds = 86_400_000_000

function testPredicate(test: Test): (value: Known) => boolean {
  switch (test.compares) {
    case 'number': {
      const meets = holds[test.sign]
      return (value) => meets(numberOrder(Number(value), test.operand))
    }
    case 'boolean':
      return (value) => (value === test.operand) === (test.sign === '=')
    case 'moment': {
      const meets = holds[test.sign]
      const operand = microseconds(test.operand)
      const step = test.byDay ? dayInMicroseconds : 1
      return (value) => meets(Math.floor(microseconds(Number(value)) / step) * step - operand)
    }
    case 'text': {
      const meets = holds[test.sign]
      const operand = test.operand.toWellFormed()
      return (value) => meets(textOrder(String(value), operand))
    }
    case 'written number': {
      const meets = holds[test.sign]
      return (value) => {
        const number = castToNumber(String(value))
        return number !== undefined && meets(numberOrder(number, test.operand))
      }
    }
    case 'pattern': {
      const matches = patternTest(test.operand)
      return (value) => matches(String(value))
    }
    case 'any':
    case 'all': {
      const each = test.tests.map(testPredicate)
      if (test.compares === 'any') return (value) => each.some((meets) => meets(value))
      return (value) => each.every((meets) => meets(value))
    }
  }
}
