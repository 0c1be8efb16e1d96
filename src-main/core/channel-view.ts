import {
  isSecret,
  nameOfAddress,
  TECHNIQUES,
  type ChannelView,
  type ConnectionState,
  type Failure,
  type Options,
} from '@contract/index'
import type { ChannelRecord } from './ports'
import { reportAddress } from './reading-report'

/** The user's title, else the publisher's, else one made of the address. Never empty. */
export function channelTitle(channel: Pick<ChannelRecord, 'userTitle' | 'publisher' | 'url'>): string {
  return channel.userTitle?.trim() || channel.publisher.title?.trim() || nameOfAddress(channel.url)
}

/** What interfaces may see of a channel: everything but secrets and cursors. */
export function channelView(
  channel: ChannelRecord,
  state: ConnectionState,
  pushedUntil: number | null = null,
  advice: Failure | null = null,
): ChannelView {
  const { headers, options, ...settings } = channel.settings
  const { open, secretNames } = withoutSecrets(channel.kind, options)
  const { publisher } = channel
  return {
    id: channel.id,
    url: channel.url,
    kind: channel.kind,
    title: channelTitle(channel),
    folder: channel.folder,
    siteUrl: channel.publisher.siteUrl,
    iconUrl: channel.publisher.iconUrl,
    settings: { ...settings, options: open, headerNames: Object.keys(headers), secretNames },
    wishes: {
      offersPush: [...new Set(publisher.push.map(({ service }) => service))],
      pushedUntil,
      asksLogin: publisher.asksLogin,
      // Where nothing would ever be sent, nothing is asked.
      statisticsTo: reportAddress(channel)?.href ?? null,
      schedule: publisher.schedule.windows,
      logos: publisher.logos,
    },
    sections: publisher.sections,
    state,
    advice,
    unread: channel.unread,
    total: channel.total,
    lastItemAt: channel.lastItemAt,
    tally: channel.tally,
    demo: channel.demo,
    createdAt: channel.createdAt,
  }
}

/** Options as interfaces may see them, and the names of those they may not. */
function withoutSecrets(kind: ChannelRecord['kind'], options: Options): { open: Options; secretNames: string[] } {
  const secrets = new Set(TECHNIQUES[kind].options.filter(isSecret).map(({ name }) => name as string))
  const entries = Object.entries(options)
  return {
    open: Object.fromEntries(entries.filter(([name]) => !secrets.has(name))),
    secretNames: entries.filter(([name, value]) => secrets.has(name) && value !== '').map(([name]) => name),
  }
}
