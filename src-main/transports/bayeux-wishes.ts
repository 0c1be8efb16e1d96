import { BAYEUX, linesOf, readOptions, type ChannelSettings } from '../contract/index'
import { TransportError, type Json } from '../core/ports'
import { isObject } from './bayeux-messages'

/** What one subscription may ask for. Channels, characters. */
const MAX_CHANNELS = 100
const MAX_CHANNEL_CHARACTERS = 1_000

export interface BayeuxWishes {
  channels: string[]
  connection: 'automatic' | 'websocket' | 'long-polling'
  ext: { [key: string]: Json }
  acknowledge: boolean
}

/**
 * The options as the session uses them.
 *
 * @throws TransportError `invalidAddress` (needsYou) for what cannot be sent; it never quotes the secret
 */
export function readWishes({ options }: Pick<ChannelSettings, 'options'>, url: string): BayeuxWishes {
  const given = readOptions(BAYEUX, options)
  const channels = [...new Set(linesOf(given.channels).map((line) => (line.startsWith('/') ? line : `/${line}`)))]
  const wrong = channels.find((channel) => !isSubscribable(channel))
  if (wrong !== undefined) {
    throw toCorrect(`“${wrong.slice(0, 120)}” cannot be subscribed to. Wildcards stand alone and at the end: /news/*.`)
  }
  if (channels.length === 0) throw toCorrect('No channel is named. “/**” is everything.')
  if (channels.length > MAX_CHANNELS) throw toCorrect(`These are more than ${MAX_CHANNELS} channels.`)
  // An address of a socket is one: whoever typed it means it.
  const isSocket = /^wss?:/i.test(url) && given.connection === 'automatic'
  return {
    channels,
    connection: isSocket ? 'websocket' : given.connection,
    ext: readExt(given.ext),
    acknowledge: given.acknowledge,
  }
}

/** Bayeux 1.0 section 2.2: wildcards only as the whole last part; `/meta` is not for subscribers. */
function isSubscribable(channel: string): boolean {
  if (channel.length > MAX_CHANNEL_CHARACTERS || /\s/.test(channel)) return false
  const parts = channel.slice(1).split('/')
  if (parts[0] === 'meta' || parts.includes('')) return false
  return parts.every((part, index) => !part.includes('*') || (index === parts.length - 1 && /^\*{1,2}$/.test(part)))
}

function readExt(text: string): BayeuxWishes['ext'] {
  if (text.trim() === '') return {}
  try {
    const value = JSON.parse(text) as Json
    if (isObject(value)) return value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw toCorrect('The token (ext) is no JSON object, such as {"authToken": "…"}. Correct it.')
}

const toCorrect = (message: string): TransportError =>
  new TransportError('invalidAddress', message, { final: 'needsYou' })
