/** One state of a machine that runs code. */
export interface Step {
  name: string
  /** The work of the step in words, as customers see it while a build runs: `reading files`. */
  doing: string
  /** How long the step mostly takes, against 1 for the others: its part of a build's progress. */
  weight?: number
  /** The list in the build's plan of which a Map gives one number to each call of the step. */
  over?: string
  /** Called again until it answers that it is done: its work may take longer than a function may. */
  untilDone?: true
  /** Answers, as `prepare` does, with the shards that the Map after it runs over. */
  plansShards?: true
  /** Only for accounts that no function holds whole; the machine leaves it out for all others. */
  partitioned?: true
}

/**
 * The state machine that builds a noun, as data: the template makes it from this, `functions/steps/<name>.ts` holds the
 * code of its steps under the same names. All steps are one function: an environment that one has warmed serves the next.
 */
export interface Machine {
  name: string
  /** In the order in which they run. */
  steps: readonly Step[]
  /** Waits at first until the drop folder rests. */
  waitsForQuiet?: true
  /** Some steps work on everybody at once: the context `large-step-memory` of the template gives them more. */
  large?: true
  /** Buckets beside the lake that the steps touch. */
  reads?: readonly 'uploads'[]
  writes?: readonly 'exports'[]
  /** Some steps write what files say of people into the table of profiles. */
  publishes?: true
}
