import { openSync, readFileSync, writeSync } from 'node:fs'

/** Cuts a CSV into so many of about the same size, each with the header. No line of the orders is broken by a cell. */
export function cutIntoFiles(file: string, parts: number): string[] {
  if (parts === 1) return [file]
  const bytes = readFileSync(file)
  const newline = '\n'.charCodeAt(0)
  const header = bytes.subarray(0, bytes.indexOf(newline) + 1)
  let from = header.length
  return Array.from({ length: parts }, (_, part) => {
    const until = part === parts - 1 ? bytes.length : bytes.indexOf(newline, ((part + 1) / parts) * bytes.length) + 1
    const out = file.replace(/\.csv$/, `-${part}.csv`)
    const handle = openSync(out, 'w')
    writeSync(handle, header)
    for (let at = from; at < until; ) at += writeSync(handle, bytes, at, until - at)
    from = until
    return out
  })
}
