import { useEffect, useState } from 'preact/hooks'
import { mapFill } from '../../charts/map-fill.ts'
import { loadStates, type StateShape } from '../../charts/us-states.ts'
import { count, decimal, percent } from '../../words/figures.ts'
import type { Way } from './ways.ts'

interface Row {
  place: string
  here: number
  share: number
  index: number
}

interface Props {
  places: Row[]
  by: Way
  slot: number
  name: string
  chosen: string[]
  toggle: (place: string) => void
}

/** America by states, in the colour of the persona; the table beside the map says the same. Where no state is American, no map. */
export function StateMap({ places, by, slot, name, chosen, toggle }: Props) {
  const [states, setStates] = useState<StateShape[]>([])
  useEffect(() => {
    void loadStates().then(setStates)
  }, [])
  const rows = new Map(places.map((row) => [row.place, row]))
  if (states.length > 0 && !states.some(({ code }) => rows.has(code))) return null
  const most = Math.max(...places.map((row) => (by === 'people' ? row.here : row.share)), 1e-9)
  return (
    <svg viewBox="0 0 975 610" role="img" aria-label={name} class={`map p${slot}`}>
      {states.map(({ code, name: state, path }) => {
        const row = rows.get(code)
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the boxes of the table do the same by keyboard
          <path
            key={code}
            d={path}
            class={chosen.includes(code) ? 'chosen' : undefined}
            style={row && { fill: mapFill(row, by, most) }}
            onClick={() => row && toggle(code)}
          >
            <title>
              {row ? `${state}: ${decimal(row.index)} · ${percent(row.share)} · ${count(row.here)}` : state}
            </title>
          </path>
        )
      })}
    </svg>
  )
}
