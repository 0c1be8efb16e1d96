import { isSecret, TECHNIQUES } from '@contract/index'
import type { Channel } from './ports'

/** Shorter ones would be found in ordinary words. */
const LEAST_SECRET_CHARACTERS = 6
/** Headers that everybody sends, and that hold nothing in confidence. */
const OPEN_HEADERS = /^(?:accept|user-agent|content-)/i

/** Lets words of a publisher pass, unless they repeat what the user gave this channel in confidence: then null. */
export function withoutSecretsOf({
  kind,
  settings,
}: Pick<Channel, 'kind' | 'settings'>): (words: string | null) => string | null {
  const options = TECHNIQUES[kind].options.filter(isSecret).map(({ name }) => settings.options[name])
  const secrets = [...Object.entries(settings.headers).flatMap(wordsOfHeader), ...options]
    .filter((one): one is string => typeof one === 'string' && one.length >= LEAST_SECRET_CHARACTERS)
    .flatMap((one) => [one, encodeURIComponent(one.replace(/\p{Cs}/gu, ''))])
  return (words) => (words === null || secrets.some((one) => words.includes(one)) ? null : words)
}

/** A header's value, and of credentials (RFC 9110 section 11.4) what follows the scheme; of Basic ones the password too. */
function wordsOfHeader([name, value]: [string, string]): string[] {
  if (OPEN_HEADERS.test(name)) return []
  const [, scheme = '', credentials] = /^(\S+)\s+(\S.*)$/.exec(value) ?? []
  if (credentials === undefined) return [value]
  if (scheme.toLowerCase() !== 'basic') return [value, credentials]
  const pair = Buffer.from(credentials, 'base64').toString('utf8')
  return [value, credentials, pair, pair.slice(pair.indexOf(':') + 1)]
}
