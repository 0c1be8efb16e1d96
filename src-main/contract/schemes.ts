/** Schemes whose addresses mean a `#` as it stands: rooms of IRC, wildcards of MQTT. */
const HASH_IN_PATH = /^(?:ircs?|mqtts?):/i
/** Schemes that speak TLS. */
const SECURE = /^(?:https|wss|mqtts|imaps|ircs|tls):$/

/** The address with each `#` that belongs to its path written so that it stays there (`irc://host/#room`). */
export function withHashInPath(address: string): string {
  return HASH_IN_PATH.test(address) ? address.replaceAll('#', '%23') : address
}

/** Of the schemes a technique speaks (`https:`), the one that is secure, or plain; the first where there is none. */
export function schemeOf(schemes: readonly string[], secure: boolean): string {
  return schemes.find((scheme) => SECURE.test(scheme) === secure) ?? schemes[0] ?? 'https:'
}

export const isSecureScheme = (scheme: string): boolean => SECURE.test(scheme)
