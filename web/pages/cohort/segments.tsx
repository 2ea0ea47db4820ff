interface Props {
  /** Of the whole choice, for readers of screens. */
  name: string
  /** Value and word of each. */
  options: [string, string][]
  chosen: string
  choose: (value: string) => void
}

/** One of a few words, beside each other: radio buttons that look like one control. */
export function Segments({ name, options, chosen, choose }: Props) {
  return (
    <fieldset class="segments">
      <legend class="hidden">{name}</legend>
      {options.map(([value, word]) => (
        <label key={value}>
          <input type="radio" name={name} checked={value === chosen} onChange={() => choose(value)} />
          <span>{word}</span>
        </label>
      ))}
    </fieldset>
  )
}
