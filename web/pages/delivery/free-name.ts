/** The name, or with a number behind it where another one has it. */
export function freeName(wanted: string, others: { name: string }[]): string {
  const taken = new Set(others.map(({ name }) => name))
  if (!taken.has(wanted)) return wanted
  for (let number = 2; ; number++) if (!taken.has(`${wanted} ${number}`)) return `${wanted} ${number}`
}
