import { ArrowLeft, CheckCheck } from 'lucide-react'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { IconButton } from '../../ui/Button'
import { BackButton } from '../window/BackButton'
import bar from '../window/PaneBar.module.css'
import { BlockedOffer } from './ChannelHead'
import { ItemList } from './ItemList'
import { ListProblems } from './ListProblems'
import { listTitle } from './list-title'
import { NewItemsPill } from './NewItemsPill'
import { SearchField } from './SearchField'
import styles from './Timeline.module.css'

/** The middle pane: one list of items, newest on top. */
export function Timeline() {
  const text = useText()
  const actions = useActions()
  const query = useReader((state) => state.list.query)
  const title = useReader((state) => listTitle(state.list.query, state.reader.channels, text))
  const empty = useReader((state) => state.list.rows.length === 0)
  const channelId = query.list === 'channel' ? query.channelId : null
  const words = { marked: text.timeline.markedRead, nothing: text.timeline.nothingToMark }

  return (
    <section className={styles.pane} data-place="timeline" aria-label={text.timeline.label}>
      <div className={bar.bar}>
        <BackButton icon={<ArrowLeft />} onClick={() => actions.showPane('lists')} />
        <h2 className={styles.title} dir="auto">
          {title}
        </h2>
        <IconButton
          label={text.timeline.markAllRead}
          shortcut="Shift+A"
          icon={<CheckCheck />}
          onClick={() => void actions.markListRead(words)}
        />
      </div>
      <SearchField />
      {channelId !== null && <BlockedOffer id={channelId} />}
      <div className={styles.stage}>
        <NewItemsPill />
        {empty ? <ListProblems /> : <ItemList key={query.list === 'search' ? 'search' : JSON.stringify(query)} />}
      </div>
    </section>
  )
}
