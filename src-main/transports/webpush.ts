import type { Channel, Clock, Door, Transport } from '../core/ports'
import type { HttpClient } from './http'
import { newAddress, placeOf, renewedAddress } from './webpush/address'
import { announce } from './webpush/announce'
import { createDesk, unprepared } from './webpush/desk'
import { keysOf, makeKeys, renewedOptions } from './webpush/keys'
import { followServer, lastIdIn } from './webpush/server-stream'
import { sheetOf } from './webpush/sheet'

export interface WebPushOptions {
  http: HttpClient
  clock: Clock
  door: Door
  /** Every Web Push channel there is, running or not. Absent: only those that run. */
  channels?: () => readonly Pick<Channel, 'url' | 'settings'>[]
  /** See SseOptions. */
  stallFloorMs?: number
}

/**
 * Web Push (RFC 8030, 8291, 8292) as its user agent: on a server that keeps messages for us (ntfy, UnifiedPush), or at
 * our own receiver. Either way the message is encrypted from its sender to here.
 */
export function createWebPushTransport(options: WebPushOptions): Transport {
  const { door, clock, channels = () => [] } = options
  const desk = createDesk({ door, clock, channels })
  return {
    kind: 'webpush',
    how: 'push',
    style: 'stream',
    resumes: (cursor) => lastIdIn(cursor) !== null,
    prepare: (channel) => (keysOf(channel) === null ? { ...makeKeys() } : {}),
    handsOut: {
      newAddress,
      sheet: (channel) => sheetOf(channel, door),
      renewed: (channel) => ({
        url: renewedAddress(channel.url),
        options: renewedOptions(channel, clock.now()),
      }),
    },
    async run(channel, io) {
      const place = placeOf(channel.url)
      if (place === null || keysOf(channel) === null) throw unprepared()
      const handOver = (): Promise<void> => announce(options, channel, io)
      if (place.way === 'receiver') return desk.run(channel, io, handOver)
      // First, so that a sender who knows us only now can still say what we missed.
      await handOver()
      return followServer(options, channel, io)
    },
  }
}
