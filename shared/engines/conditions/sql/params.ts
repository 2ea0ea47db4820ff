import type { Scalar } from '../config.ts'

/** The values of one statement: customer text is bound, never written into SQL. */
export class Params {
  readonly values: Scalar[] = []

  /** Keeps the value and gives the placeholder that stands for it. */
  bind(value: Scalar): string {
    this.values.push(value)
    return `$${this.values.length}`
  }

  number(value: number): string {
    // As text where it is whole and beyond 64 bits: the engine takes any whole number for a BIGINT.
    return `CAST(${this.bind(Math.abs(value) < 2 ** 63 ? value : String(value))} AS DOUBLE)`
  }

  text(value: string): string {
    return `CAST(${this.bind(value)} AS VARCHAR)`
  }

  /** A moment in milliseconds since 1970, as a TIMESTAMP, exact to the microsecond. */
  moment(milliseconds: number): string {
    return `make_timestamp(CAST(${this.bind(Math.round(milliseconds * 1000))} AS BIGINT))`
  }
}
