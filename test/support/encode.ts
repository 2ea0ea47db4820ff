const made = new Map<string, Map<string, Buffer>>()

/** A text in an encoding that TextDecoder can read and Node cannot write: its table, turned round. */
export function encode(text: string, label: string): Buffer {
  const table = made.get(label) ?? tableOf(label)
  made.set(label, table)
  return Buffer.concat(
    [...text].map((letter) => {
      const bytes = table.get(letter)
      if (!bytes) throw new Error(`${label} has no ${JSON.stringify(letter)}`)
      return bytes
    }),
  )
}

function tableOf(label: string): Map<string, Buffer> {
  const table = new Map<string, Buffer>()
  const add = (...bytes: number[]) => {
    const text = new TextDecoder(label).decode(Uint8Array.from(bytes))
    if ([...text].length === 1 && text !== '\ufffd' && !table.has(text)) table.set(text, Buffer.from(bytes))
  }
  for (let byte = 0; byte < 256; byte++) add(byte)
  if (/^(gb|shift_jis|big5|euc-)/.test(label)) {
    for (let first = 0x81; first < 255; first++) for (let second = 0x40; second < 255; second++) add(first, second)
  }
  return table
}
