/**
 * The document that analytics.js asks for before it sends anything: which destinations the browser itself has (none but
 * this service), and where events go. Fields as @segment/analytics-next reads them; it runs with these alone.
 *
 * @param host the host that the document was asked from, such as `api.example.com:4566`
 */
export const settingsDocument = (writeKey: string, host: string, protocol: 'http' | 'https') => ({
  integrations: { 'Segment.io': { apiKey: writeKey, apiHost: `${host}/v1`, protocol } },
})
