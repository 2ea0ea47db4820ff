declare module 'topojson-client' {
  /** GeoJSON of one object of a topology. */
  export function feature(topology: unknown, object: string): unknown
}
declare module 'us-atlas/states-albers-10m.json' {
  const topology: unknown
  export default topology
}
