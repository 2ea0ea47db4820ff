/** The items of a Map: 0 … count − 1. */
export const mapItems = (count: number): number[] => Array.from({ length: count }, (_, item) => item)
