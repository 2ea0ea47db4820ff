/** Characters that nobody sees: zero-width spaces and joiners, marks of order and direction, soft hyphens. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
const BLANK = /[\s\u0085]/g

/**
 * A name as it looks: letters and their accents composed (NFC), without what is invisible, every kind of blank an ordinary
 * one, none at its ends. Two names that look the same are one column.
 */
export function lookOf(name: string): string {
  // Most names are plain.
  if (/^[!-~]+(?: [!-~]+)*$/.test(name)) return name
  return name.normalize('NFC').replace(INVISIBLE, '').replace(BLANK, ' ').trim()
}

/**
 * Column names of a file as they look; an empty name becomes `column_<n>` (n from 1), a repeated one gets `_2`, `_3`, so
 * that every column can be named in a dataset. A name that looks like a needed one is spelled as that one.
 * @param needed the columns that the dataset names
 */
export function columnNames(cells: readonly string[], needed: readonly string[] = []): string[] {
  const written = cells.map((cell) => cell.trim())
  const taken = new Set(written.filter(Boolean))
  const spelled = new Map(needed.map((name) => [lookOf(name), name]))
  const seen = new Set<string>()
  return written.map((cell, index) => {
    const look = lookOf(cell)
    const wanted = (needed.includes(cell) ? cell : (spelled.get(look) ?? look)) || `column_${index + 1}`
    let name = wanted
    // A free name is neither used to the left nor written anywhere in the header: `a,a,a_2` gives a, a_3, a_2.
    for (let n = 2; seen.has(name) || (name !== cell && taken.has(name)); n++) name = `${wanted}_${n}`
    seen.add(name)
    return name
  })
}
