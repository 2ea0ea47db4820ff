import { sha256 } from '../ids.ts'

/** A picture that is a function of the persona's id: three tiles of colour and its initials. Nobody's face. */
export function avatarSvg(id: string, name: string): string {
  const bytes = Buffer.from(sha256(id), 'hex')
  const hue = bytes.readUInt16BE(0) % 360
  const colour = (turn: number, light: number) => `hsl(${(hue + turn) % 360} 55% ${light}%)`
  const circle = (at: number, size: number, fill: string) =>
    `<circle cx="${(bytes[at]! * 128) / 255}" cy="${(bytes[at + 1]! * 128) / 255}" r="${size}" fill="${fill}"/>`
  const initials = name
    .split(/\s+/)
    .map((word) => word.match(/[\p{L}\p{N}]/u)?.[0] ?? '')
    .join('')
    .slice(0, 2)
    .toUpperCase()
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 128" width="128" height="128">`,
    `<rect width="128" height="128" fill="${colour(0, 42)}"/>`,
    circle(2, 52, colour(40, 52)),
    circle(4, 34, colour(80, 62)),
    `<text x="64" y="64" dy=".35em" text-anchor="middle" font-family="sans-serif" font-size="48" fill="#fff">${initials}</text>`,
    '</svg>',
  ].join('')
}
