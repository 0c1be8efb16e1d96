import type { Recogniser } from '../recogniser'

/** Mail: by its schemes, which nothing else uses. */
export const imapRecogniser: Recogniser = {
  kind: 'imap',
  byAddress(url) {
    if (!/^imaps?:$/.test(url.protocol)) return null
    return { kind: 'imap', url: url.href, options: {}, sureness: 'certain', format: 'IMAP' }
  },
}
