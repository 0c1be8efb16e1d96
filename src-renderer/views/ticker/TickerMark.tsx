import { CloudOff, Pause, Unplug } from 'lucide-react'
import { useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import styles from './TickerStrip.module.css'

/** The lamp at the head of the ticker: lit while news can come, else the reason in shape and word. */
export function TickerMark() {
  const text = useText()
  const connected = useReader((state) => state.reader.connected)
  const online = useReader((state) => state.reader.online)
  const paused = useReader((state) => state.reader.pausedUntil !== null)
  if (!connected) return mark(<Unplug aria-hidden />, text.ticker.lineLost)
  if (!online) return mark(<CloudOff aria-hidden />, text.ticker.offline)
  if (paused) return mark(<Pause aria-hidden />, text.ticker.paused)
  return (
    <span className={styles.mark}>
      <span className={styles.lamp} aria-hidden />
    </span>
  )
}

function mark(icon: React.ReactNode, word: string) {
  return (
    <span className={styles.mark} role="status">
      {icon}
      {word}
    </span>
  )
}
