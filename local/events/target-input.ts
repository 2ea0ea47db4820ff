import type { BusEvent } from './bus-event.ts'

/** A target as the template writes it. */
export interface Target {
  Arn: string
  Input?: string
}

/** The input of a target: a constant, or the event. */
export const targetInput = ({ Input }: Target, event: BusEvent): unknown =>
  Input === undefined ? event : JSON.parse(Input)

/** Refuses a target that asks for a part of the event or for a template filled from it, when the cloud starts. */
export function checkTarget(target: Target, rule: string): void {
  for (const name of ['InputPath', 'InputTransformer'])
    if (name in target) throw new Error(`rule ${rule}: a target's ${name} is not supported locally`)
}
