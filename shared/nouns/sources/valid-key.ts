import type { WriteKey } from '../../model/resource.ts'

/** Whether events are taken with a key. */
export const isValid = ({ valid_until }: WriteKey, now: Date): boolean =>
  valid_until === undefined || Date.parse(valid_until) > now.getTime()
