import { useState } from 'react'
import { selectShell } from '../../state/selectors'
import { useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import styles from './Settings.module.css'

/** In a browser the page itself notifies, and needs leave to. It is asked for by a press only, never by itself. */
export function PagePermission() {
  const { settings: text } = useText()
  const isBrowser = useReader((state) => selectShell(state).kind === 'browser')
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : null))
  if (!isBrowser || permission === 'granted') return null
  if (permission === null) return <p className={styles.note}>{text.permissionMissing}</p>
  if (permission === 'denied') return <p className={styles.note}>{text.permissionDenied}</p>
  return (
    <div className={styles.note}>
      <p>{text.permission}</p>
      <Button onClick={() => void Notification.requestPermission().then(setPermission)}>{text.permissionAsk}</Button>
    </div>
  )
}
