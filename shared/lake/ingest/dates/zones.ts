/**
 * Short names of time zones that mean one zone wherever files come from, in minutes before UTC's clock (RFC 2822 section
 * 4.3 for the American ones). IST is missing: India, Israel and Ireland all write it.
 */
export const ZONE_MINUTES: Readonly<Record<string, number>> = {
  ...{ z: 0, ut: 0, utc: 0, gmt: 0, wet: 0, west: 60, bst: 60 },
  ...{ cet: 60, cest: 120, mez: 60, mesz: 120, eet: 120, eest: 180, msk: 180, sast: 120 },
  ...{ est: -300, edt: -240, cst: -360, cdt: -300, mst: -420, mdt: -360, pst: -480, pdt: -420 },
  ...{ akst: -540, akdt: -480, hst: -600 },
  ...{ jst: 540, kst: 540, hkt: 480, sgt: 480, awst: 480, acst: 570, acdt: 630, aest: 600, aedt: 660 },
  ...{ nzst: 720, nzdt: 780 },
}
