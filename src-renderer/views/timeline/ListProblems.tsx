import { CheckCheck, Image, Inbox, SearchX, Star, TriangleAlert } from 'lucide-react'
import type { ChannelId, ListQuery } from '@contract/index'
import { selectChannel } from '../../state/selectors'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { Spinner } from '../../ui/Spinner'
import { ChannelStateLine } from '../channels/ChannelStateLine'
import styles from './ListProblems.module.css'

/** What stands where a list would: it loads, it failed, or it is empty and says what it is for. */
export function ListProblems() {
  const text = useText()
  const { reloadList } = useActions()
  const query = useReader((state) => state.list.query)
  const loading = useReader((state) => state.list.loading)
  const failure = useReader((state) => state.list.failure)

  if (failure !== null) {
    return (
      <EmptyState
        alert
        icon={<TriangleAlert />}
        title={text.timeline.failed}
        hint={failure}
        action={<Button onClick={() => void reloadList()}>{text.app.retry}</Button>}
      />
    )
  }
  if (loading !== null) {
    return (
      <div className={styles.loading}>
        <Spinner label={text.timeline.loading} />
      </div>
    )
  }
  return <EmptyList query={query} />
}

function EmptyList({ query }: { query: ListQuery }) {
  const { empty } = useText().timeline
  const pictured = useReader(({ reader }) => query.list === 'channel' && reader.pictures.has(query.channelId))
  if (pictured) return <EmptyState icon={<Image />} title={empty.pictures} hint={empty.picturesHint} />
  if (query.list === 'search') {
    return <EmptyState icon={<SearchX />} title={empty.search(query.text)} hint={empty.searchHint} />
  }
  const icon = { unread: <CheckCheck />, starred: <Star />, important: <TriangleAlert /> }
  return (
    <EmptyState
      icon={query.list in icon ? icon[query.list as keyof typeof icon] : <Inbox />}
      title={empty[query.list]}
      hint={empty[`${query.list}Hint`]}
      action={query.list === 'channel' && <ChannelState id={query.channelId} />}
    />
  )
}

/** What the channel is doing; and where only the user can help, the way to do so. */
function ChannelState({ id }: { id: ChannelId }) {
  const text = useText()
  const { showDialog } = useActions()
  const needsYou = useReader((state) => selectChannel(id)(state)?.state.status === 'needsYou')
  return (
    <>
      <ChannelStateLine id={id} />
      {needsYou && <Button onClick={() => showDialog({ kind: 'channel', id })}>{text.channel.edit.title}</Button>}
    </>
  )
}
