import { Component, type ReactNode } from 'react'
import { TriangleAlert } from 'lucide-react'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'

interface BoundaryProps {
  children: ReactNode
  /** Leaves nothing behind, for what the window can do without. */
  quiet?: boolean
}

/** A fault in one part of the window stays there: the others go on working. */
export class Boundary extends Component<BoundaryProps, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return this.props.quiet ? null : <Broken />
  }
}

function Broken() {
  const { app } = useText()
  return (
    <EmptyState
      alert
      icon={<TriangleAlert />}
      title={app.broken}
      hint={app.brokenHint}
      action={<Button onClick={() => window.location.reload()}>{app.reload}</Button>}
    />
  )
}
