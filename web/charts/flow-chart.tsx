import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { count, monthLabel, percent } from '../words/figures.ts'

/** One persona over time. */
export interface Layer {
  id: string
  name: string
  /** 0 to 7 */
  slot: number
  /** People, one figure per date. */
  counts: number[]
}

/** Pixels that a label of the axis of time needs. */
const labelWidth = 84
const height = 320
const left = 48
const bottom = 26
const plotHeight = height - bottom - 8

interface Props {
  /** ISO 8601, oldest first; days are not evenly spaced. */
  dates: string[]
  /** From the bottom of the stack to its top. */
  layers: Layer[]
  /** Index of the chosen date. */
  at: number
  choose: (at: number) => void
  name: string
  /** The layers are shares of each day, in percent. */
  asShare?: boolean
}

/**
 * Stacked areas of people over time, in steps: a count holds until the next one. The table beside it says the same in words,
 * so the picture is one image to readers of screens.
 */
export function FlowChart({ dates, layers, at, choose, name, asShare = false }: Props) {
  const svg = useRef<SVGSVGElement>(null)
  const width = useWidth(svg)
  const times = useMemo(() => dates.map((date) => Date.parse(date)), [dates])
  const [from, to] = [times[0]!, times.at(-1)!]
  const x = (time: number) => left + ((time - from) / (to - from)) * (width - left)
  const most = asShare
    ? 100
    : Math.max(1, ...dates.map((_, i) => layers.reduce((sum, { counts }) => sum + counts[i]!, 0)))
  const areas = useMemo(() => areasOf(layers, times.map(x), most), [layers, times, width])
  const pointed = (event: PointerEvent) => {
    const box = (event.currentTarget as SVGSVGElement).getBoundingClientRect()
    const time = from + ((((event.clientX - box.left) / box.width) * width - left) / (width - left)) * (to - from)
    const next = times.findIndex((one) => one > time)
    choose(next < 0 ? times.length - 1 : Math.max(0, next - 1))
  }
  return (
    <svg
      ref={svg}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={name}
      onPointerMove={pointed}
      onPointerDown={pointed}
    >
      {ticksOf(most).map((tick) => (
        <text key={tick} x={left - 8} y={y(tick, most) + 4} text-anchor="end">
          {asShare ? percent(tick / 100) : count(tick)}
        </text>
      ))}
      {areas.map((path, i) => (
        <path key={layers[i]!.id} class={`p${layers[i]!.slot}`} d={path} />
      ))}
      {monthTicks(from, to, (width - left) / labelWidth).map(({ time, label }) => (
        <text key={time} x={x(time)} y={height - 6} text-anchor="middle">
          {label}
        </text>
      ))}
      <line class="cursor" x1={x(times[at]!)} x2={x(times[at]!)} y1={4} y2={4 + plotHeight} />
    </svg>
  )
}

/** The width of the picture in pixels, so that its letters have the size of all others. */
function useWidth(svg: { current: SVGSVGElement | null }): number {
  const [width, setWidth] = useState(760)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(240, Math.round(entry!.contentRect.width))))
    observer.observe(svg.current!)
    return () => observer.disconnect()
  }, [svg])
  return width
}

const y = (people: number, most: number): number => 4 + plotHeight * (1 - people / most)

/** A closed path per layer, each on top of those before it. */
function areasOf(layers: Layer[], xs: number[], most: number): string[] {
  const base = xs.map(() => 0)
  return layers.map(({ counts }) => {
    const lower = stepped(xs, base, most)
    counts.forEach((people, i) => {
      base[i] = base[i]! + people
    })
    const upper = stepped(xs, base, most)
    return `M${upper.join('L')}L${lower.reverse().join('L')}Z`
  })
}

const stepped = (xs: number[], people: number[], most: number): string[] =>
  xs.flatMap((x, i) => {
    const [at, level] = [x.toFixed(1), y(people[i]!, most).toFixed(1)]
    return i === 0 ? [`${at},${level}`] : [`${at},${y(people[i - 1]!, most).toFixed(1)}`, `${at},${level}`]
  })

/** Round figures up to the highest: 1, 2 or 5 times a power of ten apart. */
function ticksOf(most: number): number[] {
  const rough = most / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough)!
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step)
}

/** Beginnings of months, as many as fit. */
function monthTicks(from: number, to: number, most: number): { time: number; label: string }[] {
  const months = Math.max(1, Math.round((to - from) / (30.4 * 86_400_000)))
  const every = [1, 2, 3, 6, 12, 24].find((one) => months / one <= most) ?? 60
  const first = new Date(from)
  const labels: { time: number; label: string }[] = []
  for (let month = 1; month <= months; month++) {
    const date = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, 1))
    if (date.getTime() >= to || date.getUTCMonth() % Math.min(every, 12) !== 0) continue
    labels.push({ time: date.getTime(), label: monthLabel(date) })
  }
  return labels
}
