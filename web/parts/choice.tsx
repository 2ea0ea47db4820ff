/** A value, and the words for it. */
export type Option = [value: string, words: string]

interface ChoiceProps {
  value: string | undefined
  options: Option[]
  choose: (value: string) => void
}

const entries = (options: Option[]) =>
  options.map(([value, words]) => (
    <option key={value} value={value}>
      {words}
    </option>
  ))

/** A list to choose one from, in a sentence: readers of screens alone hear its name. */
export const Choice = ({ name, value, options, choose }: ChoiceProps & { name: string }) => (
  <select aria-label={name} value={value} onChange={(event) => choose(event.currentTarget.value)}>
    {entries(options)}
  </select>
)

/** A list to choose one from, under its label. */
export const ChoiceField = ({
  id,
  label,
  required = false,
  value,
  options,
  choose,
}: ChoiceProps & { id: string; label: string; required?: boolean }) => (
  <div class="field">
    <label for={id}>{label}</label>
    <select id={id} value={value} required={required} onChange={(event) => choose(event.currentTarget.value)}>
      {entries(options)}
    </select>
  </div>
)
