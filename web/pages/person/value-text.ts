import { decimal } from '../../words/figures.ts'

/** A value of a trait or a property as text. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'number') return decimal(value)
  if (typeof value === 'boolean') return value ? '✓' : '✗'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
