import { TransportError, type Clock, type Transport } from '../core/ports'
import type { HttpClient } from './http'

export interface NtfyOptions {
  http: HttpClient
  clock: Clock
}

export function createNtfyTransport(_options: NtfyOptions): Transport {
  return {
    kind: 'ntfy',
    how: 'push',
    style: 'stream',
    run: () => Promise.reject(new TransportError('protocol', 'ntfy is not there yet.', { final: 'ended' })),
  }
}
