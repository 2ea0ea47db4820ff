import { sha256 } from '../../model/ids.ts'

/** An e-mail address as it is stored: people do not mean another one by capitals. */
export const canonicalEmail = (email: string): string => email.trim().toLowerCase()

/** The SHA-256 by which an address is found. */
export const addressDigest = (email: string): string => sha256(canonicalEmail(email))
