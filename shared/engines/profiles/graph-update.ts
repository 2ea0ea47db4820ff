/** Two people became one, or one became several, as it was seen when an event came. */
export interface GraphUpdate {
  what: 'merge' | 'split'
  /** The person who is no more (merge), or who lost something (split). */
  person: string
  /** Who has what was that person's. */
  into: string
  /** The event that made it so: its message id and moment (milliseconds since 1970). */
  message: string
  time: number
}
