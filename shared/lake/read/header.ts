/**
 * Column names of a file: trimmed; an empty name becomes `column_<n>` (n from 1), a repeated one gets `_2`, `_3`, so
 * that every column can be named in a dataset.
 */
export function columnNames(cells: readonly string[]): string[] {
  const taken = new Set(cells.map((cell) => cell.trim()).filter(Boolean))
  const seen = new Set<string>()
  return cells.map((cell, index) => {
    const wanted = cell.trim() || `column_${index + 1}`
    let name = wanted
    // A free name is neither used to the left nor written anywhere in the header: `a,a,a_2` gives a, a_3, a_2.
    for (let n = 2; seen.has(name) || (name !== cell.trim() && taken.has(name)); n++) name = `${wanted}_${n}`
    seen.add(name)
    return name
  })
}
