import { TransportError, type Clock, type Transport } from '../core/ports'
import type { HttpClient } from './http'

export interface HttpStreamOptions {
  http: HttpClient
  clock: Clock
}

export function createHttpStreamTransport(_options: HttpStreamOptions): Transport {
  return {
    kind: 'stream',
    how: 'push',
    style: 'stream',
    run: () => Promise.reject(new TransportError('protocol', 'stream is not there yet.', { final: 'ended' })),
  }
}
