import { useId, useMemo, useState, type KeyboardEvent } from 'react'
import { Search } from 'lucide-react'
import { Dialog as Radix, VisuallyHidden } from 'radix-ui'
import { useClient, useReader } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import styles from './CommandPalette.module.css'
import { bestOf } from './fuzzy'
import { paletteEntries, type PaletteEntry } from './palette-entries'

/** Drawn at once; typing narrows, so nobody scrolls through a thousand channels. */
const MAX_SHOWN = 60
const PAGE_ROWS = 8

/** Type a few letters of a command, a channel or a list, and Enter does it. */
export default function CommandPalette() {
  const client = useClient()
  const text = useText()
  const formats = useFormats()
  const reader = useReader((state) => state.reader)
  const [typed, setTyped] = useState('')
  const [active, setActive] = useState(0)
  const id = useId()

  const entries = useMemo(() => paletteEntries(client, reader, text, formats), [client, reader, text, formats])
  const found = useMemo(
    () =>
      bestOf(typed, entries, ({ label, also }) => (also === undefined ? label : `${label} ${also}`)).slice(
        0,
        MAX_SHOWN,
      ),
    [typed, entries],
  )
  const at = Math.min(active, found.length - 1)

  const choose = (entry: PaletteEntry | undefined) => {
    if (!entry) return
    // First closed, so that a dialog the entry opens is not closed with it.
    client.actions.closeDialog()
    entry.run()
  }
  const move = (to: number) => {
    const next = Math.min(Math.max(to, 0), found.length - 1)
    setActive(next)
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const to: Record<string, number> = {
      ArrowDown: at + 1 === found.length ? 0 : at + 1,
      ArrowUp: at <= 0 ? found.length - 1 : at - 1,
      PageDown: at + PAGE_ROWS,
      PageUp: at - PAGE_ROWS,
    }
    const target = to[event.key]
    if (target !== undefined) {
      event.preventDefault()
      move(target)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      choose(found[at])
    }
  }

  return (
    <Radix.Root open onOpenChange={(open) => !open && client.actions.closeDialog()}>
      <Radix.Portal>
        {/* Radix's own overlay would write a style element, which our content policy forbids. */}
        <div className={styles.overlay} aria-hidden />
        <Radix.Content className={styles.palette} aria-describedby={undefined}>
          <VisuallyHidden.Root>
            <Radix.Title>{text.palette.title}</Radix.Title>
          </VisuallyHidden.Root>
          <div className={styles.ask}>
            <Search aria-hidden />
            <input
              className={styles.input}
              role="combobox"
              aria-expanded
              aria-controls={`${id}-list`}
              aria-activedescendant={found.length > 0 ? `${id}-${at}` : undefined}
              aria-label={text.palette.placeholder}
              placeholder={text.palette.placeholder}
              autoFocus
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value)
                setActive(0)
              }}
              onKeyDown={onKeyDown}
            />
          </div>
          <div id={`${id}-list`} role="listbox" aria-label={text.palette.title} className={styles.list}>
            {found.map((entry, index) => (
              <div
                key={entry.id}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === at}
                className={styles.entry}
                onPointerMove={() => setActive(index)}
                onClick={() => choose(entry)}
              >
                <span className={styles.icon} aria-hidden>
                  {entry.icon}
                </span>
                <span className={styles.label} dir="auto">
                  {entry.label}
                </span>
                <span className={styles.aside}>{entry.aside ?? ''}</span>
                <span className={styles.group}>{text.palette.groups[entry.group]}</span>
              </div>
            ))}
          </div>
          {found.length === 0 && (
            <p className={styles.none} role="status">
              {text.palette.none}
            </p>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
