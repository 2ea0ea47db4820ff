/** The moment that a part of a scope was counted as of; undefined where it reads no events, which no moment changes. */
export const momentOf = (output: { as_of?: string; data_up_to?: string }): string | undefined =>
  output.data_up_to === undefined ? undefined : output.as_of
