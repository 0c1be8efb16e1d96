import { TransportError, type Clock, type Transport } from '../core/ports'
import type { HttpClient } from './http'

export interface PushletOptions {
  http: HttpClient
  clock: Clock
}

export function createPushletTransport(_options: PushletOptions): Transport {
  return {
    kind: 'pushlet',
    how: 'push',
    style: 'stream',
    run: () => Promise.reject(new TransportError('protocol', 'pushlet is not there yet.', { final: 'ended' })),
  }
}
