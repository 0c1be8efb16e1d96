import { useState, type ReactNode } from 'react'
import { Tabs } from 'radix-ui'
import { selectShell } from '../../state/selectors'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Dialog } from '../../ui/Dialog'
import { useMediaQuery } from '../../ui/use-media-query'
import { AboutSettings } from './AboutSettings'
import { DataSettings } from './DataSettings'
import { LookSettings } from './LookSettings'
import { NotificationSettings } from './NotificationSettings'
import { PollingSettings } from './PollingSettings'
import { ReadingSettings } from './ReadingSettings'
import { ReceiverSettings } from './ReceiverSettings'
import styles from './Settings.module.css'
import { StartSettings } from './StartSettings'
import { TickerSettings } from './TickerSettings'

/** The sections stand beside what they hold (as in Settings.module.css), or above it. */
const SECTIONS_BESIDE = '(min-width: 640px)'

/** The general settings, a section at a time. Every change holds at once, so there is nothing to save. */
export default function SettingsDialog() {
  const { settings: text, app } = useText()
  const { closeDialog } = useActions()
  const { can } = useReader(selectShell)
  const asked = useReader(({ interface: { dialog } }) => (dialog?.kind === 'settings' ? dialog.section : undefined))
  const [section, setSection] = useState<keyof typeof text.sections>(asked ?? 'look')
  const wide = useMediaQuery(SECTIONS_BESIDE)
  const sections: Partial<Record<keyof typeof text.sections, ReactNode>> = {
    look: <LookSettings />,
    reading: <ReadingSettings />,
    polling: <PollingSettings />,
    receiver: <ReceiverSettings />,
    notifications: <NotificationSettings />,
    ticker: <TickerSettings />,
    ...(can.startAtLogin ? { start: <StartSettings /> } : {}),
    data: <DataSettings />,
    about: <AboutSettings />,
  }
  const names = Object.keys(sections) as (keyof typeof text.sections)[]
  return (
    <Dialog title={text.title} description={text.describe} closeLabel={app.close} onClose={closeDialog} width="large">
      <Tabs.Root
        className={styles.tabs}
        value={section}
        onValueChange={(value) => setSection(names.find((name) => name === value) ?? 'look')}
        orientation={wide ? 'vertical' : 'horizontal'}
      >
        <Tabs.List className={styles.list} aria-label={text.title}>
          {names.map((name) => (
            <Tabs.Trigger key={name} value={name} className={styles.tab} autoFocus={name === section}>
              {text.sections[name]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {names.map((name) => (
          <Tabs.Content key={name} value={name} className={styles.section}>
            {sections[name]}
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </Dialog>
  )
}
