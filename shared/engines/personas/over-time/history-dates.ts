const dayMicros = 86_400_000_000

/**
 * Finds the first of some ascending moments that has not passed at a given one, all in microseconds since 1970: an index,
 * or their number when all have passed, or for NaN. By a table of days, for it is asked with every event.
 */
export function firstDates(moments: Float64Array): (moment: number) => number {
  const dates = moments.length
  const firstDay = Math.floor(moments[0]! / dayMicros)
  const days = Math.floor(moments[dates - 1]! / dayMicros) - firstDay + 1
  const byDay = new Int32Array(days)
  for (let day = 0, date = 0; day < days; day++) {
    while (moments[date]! < (firstDay + day) * dayMicros) date++
    byDay[day] = date
  }
  return (moment) => {
    const day = Math.floor(moment / dayMicros) - firstDay
    if (day < 0) return 0
    if (!(day < days)) return dates
    let date = byDay[day]!
    while (date < dates && moments[date]! < moment) date++
    return date
  }
}
