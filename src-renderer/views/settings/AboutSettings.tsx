import { selectShell } from '../../state/selectors'
import { useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import styles from './Settings.module.css'

export function AboutSettings() {
  const { settings: text } = useText()
  const { version, kind, platform } = useReader(selectShell)
  return (
    <div className={styles.about}>
      {/* A picture of the page's own, so no picture of the net. */}
      <img src="./icon.svg" alt="" width={72} height={72} />
      <div>
        <p className={styles.name}>{text.version(version)}</p>
        <p className={styles.quiet}>{[text.shells[kind], platform].filter(Boolean).join(' · ')}</p>
        <p>{text.aboutText}</p>
        <p className={styles.quiet}>{text.licence}</p>
      </div>
    </div>
  )
}
