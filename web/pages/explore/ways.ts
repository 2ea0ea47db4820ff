/** How a place is measured: against the country, as a share of the persona, or by its people. */
export const ways = ['index', 'share', 'people'] as const
export type Way = (typeof ways)[number]
