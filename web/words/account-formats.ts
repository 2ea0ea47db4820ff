import type { Formats } from 'intl-messageformat'

/** How the account writes money and time; set before the first page is shown. */
export const account = { currency: 'USD', timeZone: 'UTC' }

/** Styles that a sentence may name: `{at, date, day}`. The time zone of `day` and `moment` is the account's. */
export const formats: Partial<Formats> = {
  number: { percent: { style: 'percent', maximumFractionDigits: 0 } },
  date: {
    day: { day: 'numeric', month: 'short', year: 'numeric', timeZone: account.timeZone },
    moment: { dateStyle: 'medium', timeStyle: 'short', timeZone: account.timeZone },
  },
}

/** Writes sums in this currency (ISO 4217), and moments in this time zone (IANA). */
export function writeFor({ currency, time_zone = 'UTC' }: { currency: string; time_zone?: string }): void {
  account.currency = currency
  account.timeZone = time_zone
  for (const style of Object.values(formats.date!)) style.timeZone = time_zone
}
