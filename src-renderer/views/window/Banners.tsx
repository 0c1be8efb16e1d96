import { CloudOff, Pause, Unplug } from 'lucide-react'
import type { ReactNode } from 'react'
import { useActions, useReader } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import styles from './Banners.module.css'

/** What concerns everything: the line is down, no network, all paused. One at a time, the most pressing. */
export function Banners() {
  const text = useText()
  const formats = useFormats()
  const { ask } = useActions()
  const connected = useReader((state) => state.reader.connected)
  const online = useReader((state) => state.reader.online)
  const pausedUntil = useReader((state) => state.reader.pausedUntil)

  if (!connected) return <Banner icon={<Unplug />}>{text.app.lineLost}</Banner>
  if (pausedUntil !== null) {
    return (
      <Banner
        icon={<Pause />}
        action={
          <Button variant="quiet" onClick={() => void ask('reader.pauseAll', { until: null })}>
            {text.app.resumeAll}
          </Button>
        }
      >
        {pausedUntil === 0 ? text.app.pausedAll : text.app.pausedAllUntil(formats.moment.time(pausedUntil))}
      </Banner>
    )
  }
  if (!online) return <Banner icon={<CloudOff />}>{text.app.offline}</Banner>
  return null
}

function Banner({ icon, children, action }: { icon: ReactNode; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles.banner} role="status">
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <p>{children}</p>
      {action}
    </div>
  )
}
