import { Shuffle } from 'lucide-react'
import type { ChannelId } from '@contract/index'
import { selectChannel } from '../../state/selectors'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import { followBy } from '../channel-options/OtherWays'
import styles from './ChannelHead.module.css'

/** Something on the way spoils this technique, and the publisher has others: one press follows by the next. */
export function BlockedOffer({ id }: { id: ChannelId }) {
  const text = useText()
  const actions = useActions()
  const channel = useReader(selectChannel(id))
  const trouble = channel && 'error' in channel.state ? channel.state.error.kind : null
  const next = channel?.settings.alternatives[0]
  if (!channel || !next || (trouble !== 'blocked' && trouble !== 'buffered')) return null
  return (
    <aside className={styles.blocked}>
      <p>{trouble === 'blocked' ? text.others.blockedWhy : text.others.bufferedWhy}</p>
      <Button icon={<Shuffle />} onClick={() => void followBy(actions, text, channel, next)}>
        {text.others.blocked(text.techniques[next.kind].name)}
      </Button>
    </aside>
  )
}
