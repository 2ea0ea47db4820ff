interface Props {
  values: number[]
  name: string
}

const width = 96
const height = 28

/** A line of a few values, for a row of a list; its highest value touches the top, and its bottom is nothing. */
export function Sparkline({ values, name }: Props) {
  if (values.length < 2) return null
  const most = Math.max(1, ...values)
  const points = values.map((value, i) => {
    const x = (i / (values.length - 1)) * (width - 2) + 1
    return `${x.toFixed(1)},${(height - 2 - (value / most) * (height - 4)).toFixed(1)}`
  })
  return (
    <svg
      class="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={name}
    >
      <polyline points={points.join(' ')} />
    </svg>
  )
}
