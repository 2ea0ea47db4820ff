import type { Scalar } from './config.ts'

/** The values of one statement: customer text is bound, never written into SQL. */
export class Params {
  readonly values: Scalar[] = []

  /** Keeps the value and gives the placeholder that stands for it. */
  bind(value: Scalar): string {
    this.values.push(value)
    return `$${this.values.length}`
  }

  number(value: number): string {
    return `CAST(${this.bind(value)} AS DOUBLE)`
  }

  text(value: string): string {
    return `CAST(${this.bind(value)} AS VARCHAR)`
  }

  /** A moment in milliseconds since 1970, as a TIMESTAMP, exact to the microsecond. */
  moment(milliseconds: number): string {
    return `make_timestamp(CAST(${this.bind(Math.round(milliseconds * 1000))} AS BIGINT))`
  }
}
