/** Which range a key lies in, by its second word; exact below 2²¹ ranges. */
export const rangeOf = (secondWord: number, ranges: number): number => Math.floor((secondWord * ranges) / 2 ** 32)
