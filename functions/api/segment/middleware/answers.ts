import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

export type Answer = APIGatewayProxyStructuredResultV2

/** Write keys are public in browsers, and no cookie counts: pages of any website may call. */
const cors = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after' }

export const json = (statusCode: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'x-content-type-options': 'nosniff', ...cors, ...headers },
  body: JSON.stringify(body),
})

/** A request of which nothing was accepted. */
export const refusal = (statusCode: number, code: string, message: string, headers?: Record<string, string>): Answer =>
  json(statusCode, { success: false, code, message }, headers)

/** The answer to a browser that asks whether it may call. */
export const preflight: Answer = {
  statusCode: 204,
  headers: {
    ...cors,
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers': 'authorization, content-type, content-encoding, x-retry-count',
    'access-control-max-age': '86400',
  },
}
