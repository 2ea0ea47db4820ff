/**
 * Values that stand for "nothing known". They point at nobody, so they never become an identifier.
 * Compared after trimming and lower-casing. Only what cannot be a real value of its kind is listed: a customer called
 * Mr Null loses his name + address identifier (he is still found by e-mail), but no two strangers are ever joined.
 */
export const BLOCKED_VALUES: readonly string[] = [
  '',
  'null',
  '(null)',
  '\\n',
  'nil',
  'none',
  '(none)',
  'nan',
  'undefined',
  'n/a',
  '#n/a',
  'not available',
  'not provided',
  'not specified',
  'unknown',
  'anonymous',
  'missing',
  'blank',
  '(blank)',
  'empty',
  '(not set)',
  '-1',
]

/** Words that say "nobody" in an id only: these would be rash to block in a name (Mr Guest, Ms Na). */
export const BLOCKED_IDS: readonly string[] = ['na', 'guest', 'anon', 'true', 'false', '#ref!', '#value!', '#name?']

/** Mailboxes that nobody reads, whatever the domain: what a till clerk or a form fills in for a missing address. */
export const BLOCKED_MAILBOXES: readonly string[] = [
  'null',
  'nil',
  'none',
  'nan',
  'undefined',
  'unknown',
  'anonymous',
  'noemail',
  'no-email',
  'no.email',
  'no_email',
  'nomail',
  'noreply',
  'no-reply',
  'no_reply',
  'no.reply',
  'donotreply',
  'do-not-reply',
  'notprovided',
]

/** Whole addresses typed to get past a form. */
export const BLOCKED_EMAILS: readonly string[] = [
  'test@test.com',
  'email@email.com',
  'mail@mail.com',
  'na@na.com',
  'no@no.com',
  'a@a.com',
  'a@b.com',
  'abc@abc.com',
  'x@x.com',
  'asdf@asdf.com',
]

/** Digits typed to get past a form, in canonical form; one digit repeated is found by rule. */
export const BLOCKED_PHONES: readonly string[] = [
  '1234567890',
  '+11234567890',
  '0123456789',
  '123456789',
  '012345678',
  '12345678',
  '+19876543210',
  '0987654321',
]

/** SHA-256 of '' and of null, none, unknown, undefined and nan: what hashing a missing address gives. */
export const BLOCKED_HASHES: readonly string[] = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b',
  '140bedbf9c3f6d56a9846d2ba7088798683f4da0c248231336e6a05679e4fdfe',
  'b23a6a8439c0dde5515893e7c90c1e3233b8616e634470f20dc4928bcf3609bc',
  'eb045d78d273107348b0300c01d29b7552d622abbc6faf81b3ec55359aa9950c',
  '9b2d5b4678781e53038e91ea5324530a03f27dc1d0e5f6c9bc9d493a23be9de0',
]
