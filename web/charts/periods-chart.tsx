import { useEffect, useRef, useState } from 'preact/hooks'

export interface Series {
  id: string
  name: string
  /** 0 to 7 */
  slot: number
  /** One value a period; null where there is none. */
  values: (number | null)[]
}

interface Props {
  /** A label a period. */
  labels: string[]
  series: Series[]
  /** Bars on top of one another, or a line each: averages do not add up. */
  stacked: boolean
  at: number
  choose: (at: number) => void
  name: string
  write: (value: number) => string
}

const height = 300
const left = 64
const bottom = 26
const plot = height - bottom - 8

/** Values of each persona period by period. One image to readers of screens: the table beside it says the same. */
export function PeriodsChart({ labels, series, stacked, at, choose, name, write }: Props) {
  const svg = useRef<SVGSVGElement>(null)
  const [width, setWidth] = useState(760)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(240, Math.round(entry!.contentRect.width))))
    observer.observe(svg.current!)
    return () => observer.disconnect()
  }, [])
  const n = labels.length
  const step = (width - left) / n
  const heights = labels.map((_, i) =>
    stacked
      ? series.reduce((sum, { values }) => sum + (values[i] ?? 0), 0)
      : Math.max(...series.map(({ values }) => values[i] ?? 0)),
  )
  const most = Math.max(...heights, 1e-9)
  const y = (value: number) => 4 + plot * (1 - value / most)
  const pointed = (event: PointerEvent) => {
    const box = (event.currentTarget as SVGSVGElement).getBoundingClientRect()
    const x = ((event.clientX - box.left) / box.width) * width - left
    choose(Math.min(n - 1, Math.max(0, Math.floor(x / step))))
  }
  const every = Math.max(1, Math.ceil(n / ((width - left) / 84)))
  return (
    <svg
      ref={svg}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={name}
      class="periods"
      onPointerMove={pointed}
      onPointerDown={pointed}
    >
      {[0, 0.5, 1].map((part) => (
        <text key={part} x={left - 8} y={y(most * part) + 4} text-anchor="end">
          {write(most * part)}
        </text>
      ))}
      <rect class="cursor" x={left + at * step} y={4} width={step} height={plot} />
      {stacked
        ? labels.map((label, i) => (
            <Bar key={`${i} ${label}`} series={series} i={i} x={left + i * step} width={step} y={y} />
          ))
        : series.map(({ id, slot, values }) => (
            <path key={id} class={`line p${slot}`} d={lineOf(values, (i) => left + (i + 0.5) * step, y)} />
          ))}
      {labels.map((label, i) =>
        i % every === 0 ? (
          <text key={`${i} ${label}`} x={left + (i + 0.5) * step} y={height - 6} text-anchor="middle">
            {label}
          </text>
        ) : null,
      )}
    </svg>
  )
}

interface BarProps {
  series: Series[]
  i: number
  x: number
  width: number
  y: (value: number) => number
}

function Bar({ series, i, x, width, y }: BarProps) {
  let below = 0
  return (
    <>
      {series.map(({ id, slot, values }) => {
        const from = below
        below += values[i] ?? 0
        const gap = Math.min(2, width / 6)
        return (
          <rect
            key={id}
            class={`p${slot}`}
            x={x + gap}
            width={Math.max(1, width - 2 * gap)}
            y={y(below)}
            height={Math.max(0, y(from) - y(below))}
          />
        )
      })}
    </>
  )
}

/** A line over the periods that have a value; it breaks where one has none. */
function lineOf(values: (number | null)[], x: (i: number) => number, y: (value: number) => number): string {
  return values
    .map((value, i) => {
      if (value === null) return ''
      const before = values[i - 1]
      return `${before === null || before === undefined ? 'M' : 'L'}${x(i).toFixed(1)},${y(value).toFixed(1)}`
    })
    .join('')
}
