import { feature } from 'topojson-client'

/** A state as a path in a picture of 975 by 610 (Albers, as us-atlas projects it). */
export interface StateShape {
  /** `NY` */
  code: string
  name: string
  path: string
}

/** FIPS 5-2: the numbers of states in the atlas, and their letters. */
const codes =
  'AL01 AK02 AZ04 AR05 CA06 CO08 CT09 DE10 DC11 FL12 GA13 HI15 ID16 IL17 IN18 IA19 KS20 KY21 LA22 ME23 MD24 MA25 MI26 MN27 MS28 MO29 MT30 NE31 NV32 NH33 NJ34 NM35 NY36 NC37 ND38 OH39 OK40 OR41 PA42 RI44 SC45 SD46 TN47 TX48 UT49 VT50 VA51 WA53 WV54 WI55 WY56 PR72'
const codeOf = new Map(codes.split(' ').map((one) => [one.slice(2), one.slice(0, 2)]))

type Ring = [number, number][]
interface Feature {
  id: string
  properties: { name: string }
  geometry: { type: 'Polygon'; coordinates: Ring[] } | { type: 'MultiPolygon'; coordinates: Ring[][] }
}

/** The shapes of the states, loaded with the first map: 30 KB packed. */
export async function loadStates(): Promise<StateShape[]> {
  const { default: atlas } = await import('us-atlas/states-albers-10m.json')
  const { features } = feature(atlas, 'states') as { features: Feature[] }
  return features.flatMap(({ id, properties: { name }, geometry }) => {
    const code = codeOf.get(id)
    const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()
    return code ? [{ code, name, path: rings.map(pathOf).join('') }] : []
  })
}

const pathOf = (ring: Ring): string => `M${ring.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L')}Z`
