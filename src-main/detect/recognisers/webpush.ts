import type { Confirmation, Guess, Recogniser } from '../recogniser'

/**
 * An endpoint of UnifiedPush (`?up=1`) says what it is when it is asked with GET: `{"unifiedpush":{"version":1}}`.
 * `webpush:` is the receiver of this computer. Any other server has to be chosen by hand.
 */
export const webPushRecogniser: Recogniser = {
  kind: 'webpush',
  byAddress(url) {
    if (url.protocol === 'webpush:') return guess('webpush://localhost', 'Receiver of this computer')
    if (!/^https?:$/.test(url.protocol) || !/^(?:1|true|yes)$/.test(url.searchParams.get('up') ?? '')) return null
    return { ...guess(url.href, 'UnifiedPush'), confirm: capabilityOf(url.href) }
  },
  byAnswer: ({ url, text, status }) => (isCapability(status, text) ? guess(url.href, 'UnifiedPush') : null),
}

const guess = (url: string, format: string): Guess => ({
  kind: 'webpush',
  url,
  options: {},
  sureness: 'certain',
  format,
  title: 'Web Push',
})

const capabilityOf = (url: string): Confirmation => ({
  method: 'GET',
  url,
  read: ({ status, text }) => (isCapability(status, text) ? {} : null),
})

/** https://unifiedpush.org/spec/server/ */
function isCapability(status: number, text: string): boolean {
  return status === 200 && text.length < 1_000 && /^\s*\{\s*"unifiedpush"\s*:\s*\{\s*"version"\s*:\s*\d/.test(text)
}
