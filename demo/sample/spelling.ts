import type { Random } from './random.ts'

/** The same thing as different hands write it. Every spelling here means the same person. */
export function writeEmail(random: Random, email: string): string {
  return random.chance(0.1) ? vary(random, email) : email
}

function vary(random: Random, email: string): string {
  const capitals = email.replace(/(^|[.@])[a-z]/g, (letter) => letter.toUpperCase())
  return random.pick([capitals, email.toUpperCase(), ` ${email} `])
}

/** A name in capitals now and then. */
export function writeName(random: Random, name: string): string {
  return random.chance(0.03) ? name.toUpperCase() : name
}

/** Ten digits as a US phone number. */
export function writePhone(random: Random, digits: string): string {
  const [area, exchange, line] = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)]
  return random.pick([
    `(${area}) ${exchange}-${line}`,
    `${area}-${exchange}-${line}`,
    `${area}.${exchange}.${line}`,
    `+1 ${area} ${exchange} ${line}`,
    `1${digits}`,
  ])
}
