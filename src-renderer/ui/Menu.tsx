import type { ReactNode } from 'react'
import { Check, ChevronRight } from 'lucide-react'
import { ContextMenu, DropdownMenu } from 'radix-ui'
import styles from './Menu.module.css'

/** What a menu holds, as data: the same entries serve the button menu and the context menu. */
export type MenuEntry =
  | {
      kind: 'action'
      label: string
      /** Why this is offered, where it is not what one would look for. */
      hint?: string
      icon?: ReactNode
      danger?: boolean
      disabled?: boolean
      run(): void
    }
  | { kind: 'check'; label: string; checked: boolean; change(checked: boolean): void }
  | {
      kind: 'choice'
      label: string
      icon?: ReactNode
      value: string
      options: { value: string; label: string }[]
      change(value: string): void
    }
  | { kind: 'group'; label: string; icon?: ReactNode; entries: MenuEntry[] }
  | { kind: 'line' }

type Parts = typeof DropdownMenu | typeof ContextMenu

/** A menu that opens from a button. `children` is that button. */
export function Menu({ label, entries, children }: { label: string; entries: MenuEntry[]; children: ReactNode }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={styles.content}
          aria-label={label}
          align="end"
          sideOffset={4}
          collisionPadding={8}
        >
          <Entries parts={DropdownMenu} entries={entries} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

/** The same on the secondary button, the menu key and Shift+F10. `children` is one element that can hold a ref. */
export function MenuOnContext({
  label,
  entries,
  children,
}: {
  label: string
  entries(): MenuEntry[]
  children: ReactNode
}) {
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className={styles.content} aria-label={label} collisionPadding={8}>
          <LateEntries entries={entries} />
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
}

/** Entries are worked out when the menu opens, not for every row that could open one. */
function LateEntries({ entries }: { entries(): MenuEntry[] }) {
  return <Entries parts={ContextMenu} entries={entries()} />
}

function Entries({ parts, entries }: { parts: Parts; entries: MenuEntry[] }) {
  return entries.map((entry, index) => <Entry key={index} parts={parts} entry={entry} />)
}

function Entry({ parts: P, entry }: { parts: Parts; entry: MenuEntry }) {
  switch (entry.kind) {
    case 'line':
      return <P.Separator className={styles.line} />
    case 'action':
      return (
        <P.Item
          className={styles.item}
          data-danger={entry.danger ? '' : undefined}
          disabled={entry.disabled ?? false}
          onSelect={entry.run}
        >
          <span className={styles.mark}>{entry.icon}</span>
          {entry.hint === undefined ? (
            entry.label
          ) : (
            <span>
              {entry.label}
              <span className={styles.hint}>{entry.hint}</span>
            </span>
          )}
        </P.Item>
      )
    case 'check':
      return (
        <P.CheckboxItem className={styles.item} checked={entry.checked} onCheckedChange={entry.change}>
          <span className={styles.mark}>
            <P.ItemIndicator>
              <Check />
            </P.ItemIndicator>
          </span>
          {entry.label}
        </P.CheckboxItem>
      )
    case 'choice':
      return (
        <Sub parts={P} label={entry.label} icon={entry.icon}>
          <P.RadioGroup value={entry.value} onValueChange={entry.change}>
            {entry.options.map((option) => (
              <P.RadioItem key={option.value} className={styles.item} value={option.value}>
                <span className={styles.mark}>
                  <P.ItemIndicator>
                    <Check />
                  </P.ItemIndicator>
                </span>
                {option.label}
              </P.RadioItem>
            ))}
          </P.RadioGroup>
        </Sub>
      )
    case 'group':
      return (
        <Sub parts={P} label={entry.label} icon={entry.icon}>
          <Entries parts={P} entries={entry.entries} />
        </Sub>
      )
  }
}

function Sub({
  parts: P,
  label,
  icon,
  children,
}: {
  parts: Parts
  label: string
  icon?: ReactNode
  children: ReactNode
}) {
  return (
    <P.Sub>
      <P.SubTrigger className={styles.item}>
        <span className={styles.mark}>{icon}</span>
        {label}
        <ChevronRight className={styles.deeper} />
      </P.SubTrigger>
      <P.Portal>
        <P.SubContent className={styles.content} collisionPadding={8}>
          {children}
        </P.SubContent>
      </P.Portal>
    </P.Sub>
  )
}
