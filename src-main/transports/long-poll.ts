import { TransportError, type Clock, type Transport } from '../core/ports'
import type { HttpClient } from './http'

export interface LongPollOptions {
  http: HttpClient
  clock: Clock
}

export function createLongPollTransport(_options: LongPollOptions): Transport {
  return {
    kind: 'longpoll',
    how: 'held',
    style: 'stream',
    run: () => Promise.reject(new TransportError('protocol', 'longpoll is not there yet.', { final: 'ended' })),
  }
}
