/** Where the local cloud pretends to be, and the one key pair that it accepts. */
export const REGION = 'us-east-1'
export const ACCOUNT_ID = '000000000000'
export const CREDENTIALS = { accessKeyId: 'LOCALMOIRA', secretAccessKey: 'local-moira-secret' } as const

/** `arn:aws:<service>:<region>:<account>:<resource>` */
export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`
}

/** The name in a function's ARN, or in API Gateway's address around one. */
export function functionNameOf(arn: string): string {
  const name = /:function:([^:/]+)/.exec(arn)?.[1]
  if (!name) throw new Error(`not the ARN of a function: ${arn}`)
  return name
}
