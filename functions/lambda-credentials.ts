/**
 * Stands in the bundles for the SDK's chain of ways to credentials (`@aws-sdk/credential-provider-node`): Lambda gives
 * them in the environment, and the other ways, with clients of STS and SSO, were a fifth of every bundle.
 */
export const defaultProvider = () => async () => ({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID!,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY!,
  sessionToken: process.env.AWS_SESSION_TOKEN,
})
