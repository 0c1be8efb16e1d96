import { Shuffle } from 'lucide-react'
import type { ChannelId, ChannelView, Failure } from '@contract/index'
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
  const failure = channel ? wayTrouble(channel) : null
  const next = channel?.settings.alternatives[0]
  if (!channel || !next || failure === null) return null
  const blocked = failure.kind === 'blocked'
  const technique = text.techniques[next.kind].name
  return (
    <aside className={styles.blocked}>
      <p>{blocked ? text.others.blockedWhy : text.others.bufferedWhy}</p>
      <Button icon={<Shuffle />} onClick={() => void followBy(actions, text, channel, next)}>
        {blocked ? text.others.blocked(technique) : text.others.heldBack(technique)}
      </Button>
    </aside>
  )
}

/** What something between us and the publisher does to the channel: as a failure, or as advice while it works. */
function wayTrouble({ state, advice }: ChannelView): Failure | null {
  const failures = [...('error' in state ? [state.error] : []), ...(advice === null ? [] : [advice])]
  return failures.find(({ kind }) => kind === 'blocked' || kind === 'buffered') ?? null
}
