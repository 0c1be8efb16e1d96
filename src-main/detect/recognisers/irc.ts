import type { Recogniser } from '../recogniser'

/** IRC: by its schemes, which nothing else uses. */
export const ircRecogniser: Recogniser = {
  kind: 'irc',
  byAddress(url) {
    if (!/^ircs?:$/.test(url.protocol)) return null
    return { kind: 'irc', url: url.href, options: {}, sureness: 'certain', format: 'IRC' }
  },
}
