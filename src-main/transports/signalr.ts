import { TransportError, type Clock, type Transport } from '../core/ports'
import type { HttpClient } from './http'

export interface SignalROptions {
  http: HttpClient
  clock: Clock
}

export function createSignalRTransport(_options: SignalROptions): Transport {
  return {
    kind: 'signalr',
    how: 'push',
    style: 'stream',
    run: () => Promise.reject(new TransportError('protocol', 'signalr is not there yet.', { final: 'ended' })),
  }
}
