/** What `checker.mjs` offers to programs that import it. */

export interface Checked {
  accepted: boolean;
  problems: { where: string; says: string }[];
}

export interface KnownBase {
  title?: string;
  hash?: string;
  digest?: string;
  knowledge?: unknown;
}

/** Check a certificate, its text or what was parsed of it; against a base, or the digest of its rules, too. */
export function check(certificate: unknown, base?: KnownBase | string | null): Checked;
/** Write data as canonical JSON (RFC 8785); all its numbers are whole. */
export function canonical(data: unknown): string;
/** Return the SHA-256 of data as canonical JSON, in hexadecimal digits (FIPS 180-4). */
export function digest(data: unknown): string;
