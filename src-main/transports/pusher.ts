import { TransportError, type Clock, type Transport } from '../core/ports'
import type { HttpClient } from './http'

export interface PusherOptions {
  http: HttpClient
  clock: Clock
}

export function createPusherTransport(_options: PusherOptions): Transport {
  return {
    kind: 'pusher',
    how: 'push',
    style: 'stream',
    run: () => Promise.reject(new TransportError('protocol', 'pusher is not there yet.', { final: 'ended' })),
  }
}
