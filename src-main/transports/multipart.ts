import { TransportError, type Clock, type Transport } from '../core/ports'
import type { HttpClient } from './http'

export interface MultipartOptions {
  http: HttpClient
  clock: Clock
}

export function createMultipartTransport(_options: MultipartOptions): Transport {
  return {
    kind: 'multipart',
    how: 'push',
    style: 'stream',
    run: () => Promise.reject(new TransportError('protocol', 'multipart is not there yet.', { final: 'ended' })),
  }
}
