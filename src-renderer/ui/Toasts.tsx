import { X } from 'lucide-react'
import { Toast } from 'radix-ui'
import { Button, IconButton } from './Button'
import styles from './Toasts.module.css'

/** Long enough to read a sentence and to reach for Undo; hovering and focus stop the time. */
const TOAST_DURATION_MS = 8_000

export interface ToastView {
  id: number
  level: 'info' | 'error'
  message: string
  action: { label: string; run(): void } | null
}

export interface ToastsProps {
  toasts: readonly ToastView[]
  regionLabel: string
  closeLabel: string
  onClose(id: number): void
}

/** Short messages at the foot of the window. F8 brings the keyboard to them. */
export function Toasts({ toasts, regionLabel, closeLabel, onClose }: ToastsProps) {
  return (
    <Toast.Provider duration={TOAST_DURATION_MS} label={regionLabel} swipeDirection="down">
      {toasts.map((toast) => (
        <Toast.Root
          key={toast.id}
          className={styles.toast}
          data-level={toast.level}
          type={toast.level === 'error' ? 'foreground' : 'background'}
          onOpenChange={(open) => !open && onClose(toast.id)}
        >
          <Toast.Description className={styles.message} dir="auto">
            {toast.message}
          </Toast.Description>
          {toast.action && (
            <Toast.Action altText={toast.action.label} asChild>
              <Button variant="quiet" className={styles.action} onClick={toast.action.run}>
                {toast.action.label}
              </Button>
            </Toast.Action>
          )}
          <Toast.Close asChild>
            <IconButton label={closeLabel} icon={<X />} className={styles.close} />
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className={styles.region} label={`${regionLabel} ({hotkey})`} />
    </Toast.Provider>
  )
}
