/**
 * The sizes that the product asks for, each by one name. A cohort may have any number of people, none as well; the first
 * limit is that of a persona set, hence of the cohort it is made of.
 */

/** Fewest people of a persona set: one person differs from nobody. */
export const LEAST_PEOPLE = 2

/** Fewest people for `k` personas, where the customer asks for a number: one each. */
export const leastPeopleFor = (k: number | undefined): number => Math.max(LEAST_PEOPLE, k ?? 0)

/** Smallest persona, as a share of the people fitted on, unless the customer's own number makes a smaller one. */
export const SMALLEST_SHARE = 0.05

/** The numbers of personas that are tried, from and to. */
export const FEWEST_TRIED = 2
export const MOST_TRIED = 8

/** No number is tried that would leave a persona fewer people than this on average. */
export const LEAST_PEOPLE_A_PERSONA = 5

/** Most personas that a customer may ask for. */
export const MOST_ASKED = 20

/** Least share of people with a value of a trait, from 0 to 1. A trait that is asked for by name needs one value only. */
export const LEAST_COVERAGE = 0.2

/** Who is known for less than this share of what counts is assigned, but does not shape the personas … */
export const KNOWN_WELL = 0.5
/** … unless fewer people than this are known so well, or a smaller share of all. */
export const LEAST_WELL_KNOWN = 30
export const LEAST_WELL_KNOWN_SHARE = 0.2

/** As all sentences about these limits write a share. */
export { percent } from '../figures/percent.ts'
