import { createHash } from 'node:crypto';

const LONGEST = 120;

/**
 * Name of a finding's directory: its fingerprint with `--` between the parts. Safe on every file system; a part of
 * the fingerprint's hash keeps names apart where characters had to be replaced or the name had to be cut.
 */
export function directoryName(fingerprint: string): string {
  const joined = fingerprint.replaceAll('/', '--');
  const plain = joined
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, LONGEST);
  const isFaithful = plain === joined && plain !== '' && !fingerprint.includes('--');
  if (isFaithful) return plain;
  const hash = createHash('sha256').update(fingerprint).digest('hex').slice(0, 8);
  return plain === '' ? hash : `${plain}-${hash}`;
}
