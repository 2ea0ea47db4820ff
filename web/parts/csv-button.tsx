import { say } from '../words/say.ts'

/** Saves a table that a page shows as a CSV file, made in the browser. The first row holds the headers. */
export function CsvButton({ name, rows }: { name: string; rows: (string | number)[][] }) {
  const save = () => {
    const text = rows.map((cells) => cells.map(cell).join(',')).join('\r\n')
    const url = URL.createObjectURL(new Blob([`\uFEFF${text}\r\n`], { type: 'text/csv' }))
    const link = document.createElement('a')
    link.href = url
    link.download = `${name}.csv`
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <button type="button" class="button" onClick={save} aria-label={say('actions.csv-of', { name })}>
      {say('actions.csv')}
    </button>
  )
}

/** As RFC 4180; a text that a spreadsheet would take for a formula has an apostrophe in front. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
