interface Figures {
  index: number
  share: number
  here: number
}

/** Grey below 1 and the persona's colour above; shares and counts from none to the most. */
export function mapFill({ index, share, here }: Figures, by: 'index' | 'share' | 'people', most: number): string {
  const strength = by === 'index' ? Math.min(1, Math.abs(Math.log2(index))) : (by === 'people' ? here : share) / most
  const tone = by === 'index' && index < 1 ? 'var(--quiet)' : 'var(--tone)'
  return `color-mix(in oklab, ${tone} ${Math.round(8 + 84 * strength)}%, var(--panel))`
}
