/** Parameters of the template on one machine: locally nobody waits half a minute for a second file. */
export const localParameters = { QuietSeconds: '1', DashboardOrigin: 'http://127.0.0.1:*' }
