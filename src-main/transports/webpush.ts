import { TransportError, type Clock, type Transport } from '../core/ports'
import type { HttpClient } from './http'

export interface WebPushOptions {
  http: HttpClient
  clock: Clock
}

export function createWebPushTransport(_options: WebPushOptions): Transport {
  return {
    kind: 'webpush',
    how: 'push',
    style: 'stream',
    run: () => Promise.reject(new TransportError('protocol', 'webpush is not there yet.', { final: 'ended' })),
  }
}
