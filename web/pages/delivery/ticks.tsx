interface TicksProps {
  name: string
  /** Value and word of each. */
  options: [string, string][]
  chosen: string[]
  set: (chosen: string[]) => void
}

/** Options of which any may be chosen. */
export function Ticks({ name, options, chosen, set }: TicksProps) {
  return (
    <div class="ticks">
      {options.map(([value, word]) => (
        <label key={value} class="check">
          <input
            type="checkbox"
            name={name}
            checked={chosen.includes(value)}
            onChange={(event) =>
              set(event.currentTarget.checked ? [...chosen, value] : chosen.filter((one) => one !== value))
            }
          />
          {word}
        </label>
      ))}
    </div>
  )
}
