import { TransportError, type Clock, type Transport } from '../core/ports'
import type { HttpClient } from './http'

export interface PollOptions {
  http: HttpClient
  clock: Clock
}

export function createPollTransport(_options: PollOptions): Transport {
  return {
    kind: 'poll',
    how: 'poll',
    style: 'document',
    run: () => Promise.reject(new TransportError('protocol', 'poll is not there yet.', { final: 'ended' })),
  }
}
