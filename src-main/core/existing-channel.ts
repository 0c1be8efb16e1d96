import type { ChannelId } from '@contract/index'
import { CallRefused } from './call-refused'
import type { ChannelRecord, Store } from './ports'

/** @throws CallRefused when the channel is gone. */
export function existing(store: Pick<Store, 'channel'>, id: ChannelId): ChannelRecord {
  const record = store.channel(id)
  if (record === null) throw new CallRefused('notFound', 'This channel does not exist any more.')
  return record
}
