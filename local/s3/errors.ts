/** An error as S3 reports it; the status belongs to the code. */
export class S3Error extends Error {
  readonly code: string
  readonly status: number
  readonly headers: Record<string, string>
  constructor(
    code: keyof typeof STATUS,
    message: string = MESSAGES[code] ?? code,
    headers: Record<string, string> = {},
  ) {
    super(message)
    this.code = code
    this.status = STATUS[code]
    this.headers = headers
  }
}

const STATUS = {
  NotModified: 304,
  AuthorizationQueryParametersError: 400,
  BadDigest: 400,
  EntityTooSmall: 400,
  IncompleteBody: 400,
  InvalidArgument: 400,
  InvalidDigest: 400,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidRequest: 400,
  MalformedXML: 400,
  XAmzContentSHA256Mismatch: 400,
  AccessDenied: 403,
  InvalidAccessKeyId: 403,
  SignatureDoesNotMatch: 403,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NoSuchVersion: 404,
  MethodNotAllowed: 405,
  PreconditionFailed: 412,
  InvalidRange: 416,
  InternalError: 500,
  NotImplemented: 501,
} as const

const MESSAGES: Partial<Record<keyof typeof STATUS, string>> = {
  AccessDenied: 'Access Denied',
  BadDigest: 'The Content-MD5 or checksum value that you specified did not match what the server received.',
  EntityTooSmall: 'Your proposed upload is smaller than the minimum allowed object size.',
  IncompleteBody: 'You did not provide the number of bytes specified by the Content-Length HTTP header.',
  InvalidAccessKeyId: 'The AWS access key ID that you provided does not exist in our records.',
  InvalidDigest: 'The Content-MD5 or checksum value that you specified is not valid.',
  InvalidPart: 'One or more of the specified parts could not be found, or its entity tag did not match.',
  InvalidPartOrder: 'The list of parts was not in ascending order.',
  InvalidRange: 'The requested range is not satisfiable',
  MalformedXML: 'The XML that you provided was not well formed or did not validate against our published schema.',
  NoSuchBucket: 'The specified bucket does not exist',
  NoSuchKey: 'The specified key does not exist.',
  NoSuchUpload: 'The specified multipart upload does not exist.',
  NoSuchVersion: 'The specified version does not exist.',
  PreconditionFailed: 'At least one of the preconditions that you specified did not hold.',
  SignatureDoesNotMatch:
    'The request signature that the server calculated does not match the signature that you provided.',
  XAmzContentSHA256Mismatch: 'The provided x-amz-content-sha256 header does not match what was computed.',
}
