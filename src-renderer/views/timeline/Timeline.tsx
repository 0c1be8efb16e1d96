import { ArrowLeft, CheckCheck, MonitorPlay } from 'lucide-react'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { IconButton } from '../../ui/Button'
import { Logo, shownLogo } from '../channels/Logo'
import { LivePicture, sendsPictures } from '../picture/LivePicture'
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
  const pictured = useReader((state) => channelId !== null && sendsPictures(state, channelId))
  const logo = useReader((state) => (channelId === null ? null : shownLogo(state, channelId, 'wide')))
  const words = { marked: text.timeline.markedRead, nothing: text.timeline.nothingToMark }

  return (
    <section className={styles.pane} data-place="timeline" aria-label={text.timeline.label}>
      <div className={bar.bar}>
        <BackButton icon={<ArrowLeft />} onClick={() => actions.showPane('lists')} />
        <h2 className={styles.title} dir="auto">
          {title}
        </h2>
        {logo !== null && <Logo address={logo} className={styles.logo} />}
        {query.list === 'idle' && (
          <IconButton
            label={text.idle.start}
            icon={<MonitorPlay />}
            onClick={() => actions.showDialog({ kind: 'idle' })}
          />
        )}
        <IconButton
          label={text.timeline.markAllRead}
          shortcut="Shift+A"
          icon={<CheckCheck />}
          onClick={() => void actions.markListRead(words)}
        />
      </div>
      <SearchField />
      {channelId !== null && <BlockedOffer id={channelId} />}
      {pictured && channelId !== null && <LivePicture key={channelId} id={channelId} />}
      <div className={styles.stage}>
        <NewItemsPill />
        {empty ? <ListProblems /> : <ItemList key={query.list === 'search' ? 'search' : JSON.stringify(query)} />}
      </div>
    </section>
  )
}
