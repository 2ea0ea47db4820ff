import { createRandom } from '../../shared/engines/personas/random.ts'

/** The events of a usual website by their kinds, in percent. */
export const shares = {
  plain: 85,
  newVisitor: 5,
  identifyAgain: 5,
  newCookie: 3,
  linking: 1.5,
  merging: 0.5,
}
type Kind = keyof typeof shares

export interface SentEvent {
  type: string
  messageId: string
  timestamp: string
  [field: string]: unknown
}

/**
 * Events as a website sends them, without end: visitors come, look, sign in, come back with another cookie, and are recognised by
 * their e-mail. Each has about half a kilobyte.
 *
 * @param first the moment of the first event, in milliseconds; one follows another after 5 ms
 */
export function* usualEvents(first: number, seed = 1): Generator<SentEvent> {
  const { unit: random } = createRandom(seed)
  /** People of whom something is known: the cookie of now, and the user of those who signed in. */
  const people: { cookie: string; user?: string }[] = []
  const anybody = () => people[Math.floor(random() * people.length)]
  const page = { path: '/shirts', title: 'Shirts', url: 'https://www.example.com/shirts', referrer: '' }
  const context = {
    page,
    library: { name: 'analytics.js', version: '2.11.1' },
    locale: 'en-GB',
    userAgent: 'Browser/1.0',
  }
  for (let n = 0; ; n++) {
    const base = {
      messageId: `ajs-next-${seed}-${n}`,
      timestamp: new Date(first + n * 5).toISOString(),
      context,
    }
    const look = (one: { cookie: string; user?: string }) => ({
      ...{ ...base, type: 'track', event: 'Item Viewed', anonymousId: one.cookie },
      ...(one.user && { userId: one.user }),
      properties: { sku: `shirt-${n % 50}`, price: 19.5, currency: 'EUR', category: 'Shirts' },
    })
    const kind = kindAt(random() * 100)
    const one = anybody()
    if (!one || kind === 'newVisitor') {
      people.push({ cookie: `cookie-${seed}-${n}` })
      yield look(people.at(-1)!)
    } else if (kind === 'plain') yield look(one)
    else if (kind === 'newCookie') {
      one.cookie = `cookie-${seed}-${n}`
      yield look(one)
    } else if (kind === 'merging') {
      const guest = { cookie: `cookie-${seed}-${n}`, user: one.user }
      yield { ...base, type: 'identify', anonymousId: guest.cookie, traits: { email: emailOf(one) } }
    } else {
      one.user ??= kind === 'linking' ? `user-${seed}-${n}` : undefined
      yield {
        ...{ ...base, type: 'identify', anonymousId: one.cookie },
        ...(one.user && { userId: one.user }),
        traits: { email: emailOf(one), plan: n % 3 ? 'free' : 'pro', seen: n },
      }
    }
  }
}

const emailOf = ({ cookie, user }: { cookie: string; user?: string | undefined }) => `${user ?? cookie}@example.com`

function kindAt(percent: number): Kind {
  let left = percent
  for (const [kind, share] of Object.entries(shares) as [Kind, number][]) {
    left -= share
    if (left < 0) return kind
  }
  return 'plain'
}
