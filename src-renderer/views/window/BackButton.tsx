import type { ReactNode } from 'react'
import { useText } from '../../text/use-text'
import { IconButton } from '../../ui/Button'
import styles from './PaneBar.module.css'

/** The way back where one pane is shown at a time; not there when all of them are. */
export function BackButton({ icon, onClick }: { icon: ReactNode; onClick(): void }) {
  const text = useText()
  return <IconButton className={styles.back} label={text.app.back} icon={icon} onClick={onClick} />
}
