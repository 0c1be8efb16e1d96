import type { ChannelId } from '@contract/index'
import { selectChannel } from '../../state/selectors'
import { useNow, useReader } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import { StateDot } from '../../ui/StateDot'
import styles from './ChannelStateLine.module.css'
import { stateWords } from './state-words'

/** A channel's state in full: shape, word, and the sentence behind it. */
export function ChannelStateLine({ id }: { id: ChannelId }) {
  const text = useText()
  const formats = useFormats()
  const now = useNow(1_000)
  const channel = useReader(selectChannel(id))
  const pausedUntil = useReader((state) => state.reader.pausedUntil)
  if (!channel) return null
  const words = stateWords(channel, { now, pausedUntil }, text, formats)
  return (
    <div className={styles.line}>
      <StateDot status={channel.state.status} />
      <p>
        <strong>{words.status}.</strong> {words.explanation}
        {words.advice && <span dir="auto"> {words.advice}</span>}
        {words.trouble && <span className={styles.trouble}> {words.trouble}.</span>}
      </p>
    </div>
  )
}
