import type { ReactNode } from 'react'
import { X } from 'lucide-react'
import { Dialog as Radix, VisuallyHidden } from 'radix-ui'
import { IconButton } from './Button'
import { classNames } from './class-names'
import styles from './Dialog.module.css'

export interface DialogProps {
  title: string
  /** One sentence on what this place is; read out, and shown unless `quietDescription`. */
  description: string
  quietDescription?: boolean
  closeLabel: string
  onClose(): void
  children: ReactNode
  /** Buttons at the foot, the one next step last. */
  actions?: ReactNode
  width?: 'small' | 'medium' | 'large'
}

/** A dialog that is open as long as it is drawn. Escape and a press outside close it; focus goes back where it was. */
export function Dialog(props: DialogProps) {
  const description = <Radix.Description className={styles.description}>{props.description}</Radix.Description>
  return (
    <Radix.Root open onOpenChange={(open) => !open && props.onClose()}>
      <Radix.Portal>
        {/* Radix's own overlay would write a style element to lock scrolling, which our content policy forbids. */}
        <div className={styles.overlay} aria-hidden />
        <Radix.Content
          className={classNames(styles.content, styles[props.width ?? 'medium'])}
          onOpenAutoFocus={focusItself}
          onEscapeKeyDown={leaveToInner}
        >
          <header className={styles.header}>
            <div>
              <Radix.Title className={styles.title}>{props.title}</Radix.Title>
              {props.quietDescription ? <VisuallyHidden.Root>{description}</VisuallyHidden.Root> : description}
            </div>
            <Radix.Close asChild>
              <IconButton label={props.closeLabel} icon={<X />} />
            </Radix.Close>
          </header>
          <div className={styles.body}>{props.children}</div>
          {props.actions && <footer className={styles.actions}>{props.actions}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Where nothing inside asked for the focus: the dialog, so that it is read out and its close button is not lit up. */
function focusItself(event: Event) {
  event.preventDefault()
  if (event.target instanceof HTMLElement) event.target.focus()
}

/** Something open inside the dialog, marked `data-takes-escape`, closes first. */
function leaveToInner(event: KeyboardEvent) {
  if (event.target instanceof Element && event.target.closest('[data-takes-escape]')) event.preventDefault()
}
