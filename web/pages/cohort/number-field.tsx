/** A number in a sentence; undefined while it is empty. */
export function NumberField(props: {
  name: string
  value: number | undefined
  set: (value: number | undefined) => void
  step?: string
}) {
  return (
    <input
      type="number"
      class="short"
      aria-label={props.name}
      step={props.step ?? '1'}
      value={props.value ?? ''}
      onInput={(event) => {
        const number = event.currentTarget.valueAsNumber
        props.set(Number.isNaN(number) ? undefined : number)
      }}
    />
  )
}
