import { SECTION_SEPARATOR, type ListQuery } from '@contract/index'
import type { ReaderState } from '../../state/model'
import type { Catalogue } from '../../text/en'

/** What a list is called. */
export function listTitle(query: ListQuery, channels: ReaderState['reader']['channels'], text: Catalogue): string {
  switch (query.list) {
    case 'channel': {
      const title = channels.get(query.channelId)?.title ?? text.timeline.label
      return query.section === undefined ? title : [title, ...query.section.split(SECTION_SEPARATOR)].join(' › ')
    }
    case 'folder':
      return query.folder
    case 'search':
      return text.search.results(query.text)
    default:
      return text.lists[query.list]
  }
}
