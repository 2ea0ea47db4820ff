/** A number of things with their noun: `1 person`, `1,200 people`. @param many the plural; absent: with an s */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${Math.round(count).toLocaleString('en-US')} ${count === 1 ? one : many}`
