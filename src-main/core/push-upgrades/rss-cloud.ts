import type { DoorAnswer, DoorRequest } from '../ports'
import type { Upgrade } from './upgrade'

const MAX_CHALLENGE_CHARACTERS = 2_000

type Cloud = Upgrade & { offer: { service: 'rssCloud' } }
export const isRssCloud = (upgrade: Upgrade): upgrade is Cloud => upgrade.offer.service === 'rssCloud'

/** Where a cloud takes registrations. Its port tells whether it speaks TLS, as nothing else does. */
export function cloudAddress({ offer: { domain, port, path } }: Cloud): string {
  return port === 443 ? `https://${domain}${path}` : `http://${domain}:${String(port)}${path}`
}

/** http://rsscloud.co/walkthrough.html: `pleaseNotify` over HTTP POST. With `domain` the cloud asks us back first. */
export function cloudForm({ callback, channelUrl }: Cloud): Record<string, string> {
  const { protocol, hostname, port, pathname } = new URL(callback)
  const isSecure = protocol === 'https:'
  return {
    notifyProcedure: '',
    domain: hostname,
    port: port === '' ? (isSecure ? '443' : '80') : port,
    path: pathname,
    protocol: isSecure ? 'https-post' : 'http-post',
    url1: channelUrl,
  }
}

/** `<notifyResult success="true" msg="…"/>`, or the same in JSON. */
export function isRegistered(status: number, text: string): boolean {
  if (status < 200 || status > 299) return false
  return /\bsuccess\s*["']?\s*[=:]\s*["']?true\b/i.test(text.slice(0, 4_096))
}

/** What a cloud says: a challenge to be given back, or news of the feed. */
export function cloudCall(upgrade: Cloud, request: DoorRequest): { isNews: boolean; answer: DoorAnswer } {
  const isForm = request.method === 'POST'
  const told = isForm ? new URLSearchParams(Buffer.from(request.body).toString('utf8')) : request.query
  if (told.get('url') !== upgrade.channelUrl || upgrade.state === 'leaving') {
    return { isNews: false, answer: { status: 404 } }
  }
  if (isForm) return { isNews: true, answer: { status: 200 } }
  const challenge = told.get('challenge') ?? ''
  const isChallenge = request.method === 'GET' && challenge !== '' && challenge.length <= MAX_CHALLENGE_CHARACTERS
  return { isNews: false, answer: isChallenge ? { status: 200, body: challenge } : { status: 404 } }
}
