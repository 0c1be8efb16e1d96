import { Keyboard, Pause, Play, Plus, RefreshCw, Settings } from 'lucide-react'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { IconButton } from '../../ui/Button'
import bar from '../window/PaneBar.module.css'
import styles from './ChannelPane.module.css'
import { ChannelTree } from './ChannelTree'

/** The left pane: smart lists, folders and channels, and what concerns all of them. */
export function ChannelPane() {
  const text = useText()
  const { ask, showDialog } = useActions()
  const paused = useReader((state) => state.reader.pausedUntil !== null)

  return (
    <nav className={styles.pane} data-place="lists" aria-label={text.lists.label}>
      <div className={bar.bar}>
        <span className={styles.name}>
          <img src="./favicon.svg" alt="" width="20" height="20" />
          {text.app.name}
        </span>
        <span className={bar.gap} />
        <IconButton label={text.toolbar.add} shortcut="A" icon={<Plus />} onClick={() => showDialog({ kind: 'add' })} />
      </div>
      <ChannelTree />
      <div className={styles.foot} role="toolbar" aria-label={text.toolbar.label}>
        <IconButton
          label={text.toolbar.settings}
          icon={<Settings />}
          onClick={() => showDialog({ kind: 'settings' })}
        />
        <IconButton
          label={text.toolbar.shortcuts}
          shortcut="?"
          icon={<Keyboard />}
          onClick={() => showDialog({ kind: 'shortcuts' })}
        />
        <span className={bar.gap} />
        <IconButton
          label={text.toolbar.refreshAll}
          icon={<RefreshCw />}
          onClick={() => void ask('channels.refresh', { id: null })}
        />
        <IconButton
          label={paused ? text.toolbar.resumeAll : text.toolbar.pauseAll}
          aria-pressed={paused}
          icon={paused ? <Play /> : <Pause />}
          onClick={() => void ask('reader.pauseAll', { until: paused ? null : 0 })}
        />
      </div>
    </nav>
  )
}
