import { TransportError, type Clock, type Transport } from '../core/ports'
import type { HttpClient } from './http'

export interface GotifyOptions {
  http: HttpClient
  clock: Clock
}

export function createGotifyTransport(_options: GotifyOptions): Transport {
  return {
    kind: 'gotify',
    how: 'push',
    style: 'stream',
    run: () => Promise.reject(new TransportError('protocol', 'gotify is not there yet.', { final: 'ended' })),
  }
}
