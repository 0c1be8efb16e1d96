import type { ReactNode } from 'react'
import { Tooltip as Radix } from 'radix-ui'
import styles from './Tooltip.module.css'

/** Put once around the interface. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={500} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  )
}

export interface TooltipProps {
  content: ReactNode
  /** One element that can hold a ref; it keeps its own accessible name. */
  children: ReactNode
  side?: 'top' | 'right' | 'bottom' | 'left'
}

/** Explains on hover and on focus. */
export function Tooltip({ content, children, side = 'bottom' }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.content} side={side} sideOffset={6} collisionPadding={8}>
          {content}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
