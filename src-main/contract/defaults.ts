import type { ChannelSettings, ChannelTally } from './model'

/** A channel on which the user has set nothing. */
export const DEFAULT_CHANNEL_SETTINGS: ChannelSettings = {
  headers: {},
  subprotocols: [],
  greeting: null,
  mapping: {},
  pollMinutes: null,
  notify: 'important',
  flagged: false,
  remoteImages: null,
  acceptSelfSigned: false,
  options: {},
  alternatives: [],
}

export const EMPTY_TALLY: ChannelTally = {
  received: 0,
  stored: 0,
  repeated: 0,
  dropped: 0,
  cut: 0,
  reconnects: 0,
  recovered: 0,
  bytes: 0,
  polls: 0,
  pollsUnchanged: 0,
}
