import { kindOf } from '../condition.ts'
import type { Value } from './person.ts'

/**
 * A sum as DuckDB makes it from a column of this type, as a DOUBLE: of decimals and whole numbers exact, whatever the order; of
 * DOUBLEs one after the other. Absent values add nothing.
 */
export function sumOf(type: string): (values: readonly Value[]) => number {
  if (kindOf(type) !== 'number' || /^(DOUBLE|FLOAT|REAL)/i.test(type)) {
    return (values) => values.reduce<number>((sum, value) => sum + Number(value ?? 0), 0)
  }
  const scale = Number(/^DECIMAL\(\d+, ?(\d+)\)$/i.exec(type)?.[1] ?? 0)
  const unit = 10 ** scale
  return (values) => {
    let sum = 0n
    for (const value of values)
      sum += typeof value === 'bigint' ? value * BigInt(unit) : BigInt(Math.round(Number(value ?? 0) * unit))
    const whole = sum / BigInt(unit)
    // Below 2^53 units one division rounds once; above, the fraction is lost in a DOUBLE anyway.
    return Number.isSafeInteger(Number(sum)) ? Number(sum) / unit : Number(whole) + Number(sum % BigInt(unit)) / unit
  }
}
