import type { ChannelView, ConnectionState } from '@contract/index'
import type { ChannelRecord } from './ports'

/** The user's title, else the publisher's, else the host, else the address. Never empty. */
export function channelTitle(channel: Pick<ChannelRecord, 'userTitle' | 'publisher' | 'url'>): string {
  const given = channel.userTitle?.trim() || channel.publisher.title?.trim()
  if (given) return given
  return URL.canParse(channel.url) ? new URL(channel.url).host || channel.url : channel.url
}

/** What interfaces may see of a channel: everything but secrets and cursors. */
export function channelView(channel: ChannelRecord, state: ConnectionState): ChannelView {
  const { headers, ...settings } = channel.settings
  return {
    id: channel.id,
    url: channel.url,
    kind: channel.kind,
    title: channelTitle(channel),
    folder: channel.folder,
    siteUrl: channel.publisher.siteUrl,
    iconUrl: channel.publisher.iconUrl,
    settings: { ...settings, headerNames: Object.keys(headers) },
    state,
    unread: channel.unread,
    total: channel.total,
    lastItemAt: channel.lastItemAt,
    tally: channel.tally,
    demo: channel.demo,
    createdAt: channel.createdAt,
  }
}
