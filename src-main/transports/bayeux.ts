import { TransportError, type Clock, type Transport } from '../core/ports'
import type { HttpClient } from './http'

export interface BayeuxOptions {
  http: HttpClient
  clock: Clock
}

export function createBayeuxTransport(_options: BayeuxOptions): Transport {
  return {
    kind: 'bayeux',
    how: 'push',
    style: 'stream',
    run: () => Promise.reject(new TransportError('protocol', 'bayeux is not there yet.', { final: 'ended' })),
  }
}
