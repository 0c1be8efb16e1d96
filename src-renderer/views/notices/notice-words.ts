import type { ChannelId, ChannelView, Notice } from '@contract/index'
import type { Catalogue } from '../../text/en'

/** What a notice says, in one or two sentences. */
export function noticeWords(
  { body }: Notice,
  text: Catalogue,
  channels: ReadonlyMap<ChannelId, ChannelView>,
  locale: string,
): string {
  const { notices } = text
  const titleOf = (id: ChannelId) => channels.get(id)?.title ?? ''
  switch (body.kind) {
    case 'databaseSetAside': {
      const { file, recoveredItems, recoveredChannels } = body
      const kept = recoveredItems + recoveredChannels > 0
      return `${notices.setAside(file)} ${kept ? notices.setAsideKept(recoveredItems, recoveredChannels) : notices.setAsideLost}`
    }
    case 'storageTrouble':
      return notices.storage(body.message)
    case 'back': {
      const { missed, recovered, mayBeLost } = body
      const said = missed === 0 ? notices.backNothing : notices.back(missed, recovered)
      const names = mayBeLost.map(titleOf).filter((title) => title !== '')
      if (names.length === 0) return said
      return `${said} ${notices.mayBeLost(new Intl.ListFormat(locale, { type: 'conjunction' }).format(names), names.length)}`
    }
    case 'channelMoved':
      return notices.moved(titleOf(body.channelId), body.to)
    case 'imported':
      return text.add.imported(body.added, body.skipped, body.failed)
    case 'text':
      return body.message
  }
}
