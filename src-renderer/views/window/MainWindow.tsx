import { lazy, Suspense, useEffect } from 'react'
import { TriangleAlert } from 'lucide-react'
import { useText } from '../../text/use-text'
import { useActions, useClient, useReader } from '../../state/use-reader'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { Spinner } from '../../ui/Spinner'
import { Toasts } from '../../ui/Toasts'
import { Article } from '../article/Article'
import { ChannelPane } from '../channels/ChannelPane'
import { Timeline } from '../timeline/Timeline'
import { Boundary } from './Boundary'
import { Banners } from './Banners'
import { DialogOutlet } from './DialogOutlet'
import styles from './MainWindow.module.css'
import { PaneHandle } from './PaneHandle'
import { useKeys } from './use-keys'

const TickerStrip = lazy(() => import('../ticker/TickerStrip'))
const FirstRun = lazy(() => import('../first-run/FirstRun'))
const Notices = lazy(() => import('../notices/Notices'))

/** Channels, items, the article, and the ticker along the foot. */
export function MainWindow() {
  const text = useText()
  const { refresh } = useClient()
  const phase = useReader((state) => state.reader.phase)
  const failure = useReader((state) => state.reader.failure)
  useKeys()

  if (phase === 'loading') {
    return (
      <main className={styles.whole}>
        <Spinner label={text.app.loading} />
      </main>
    )
  }
  if (phase === 'failed') {
    return (
      <main className={styles.whole}>
        <EmptyState
          alert
          icon={<TriangleAlert />}
          title={text.app.failed}
          hint={failure}
          action={
            <Button variant="primary" onClick={() => void refresh()}>
              {text.app.retry}
            </Button>
          }
        />
      </main>
    )
  }
  return <Panes />
}

function Panes() {
  const text = useText()
  const pane = useReader((state) => state.interface.pane)
  const empty = useReader((state) => state.reader.channels.size === 0)
  const strip = useReader((state) => state.reader.settings.ticker.strip)
  const hasNotices = useReader((state) => state.reader.notices.length > 0)

  return (
    <div className={styles.window}>
      <PageTitle />
      <div className={styles.above}>
        <Banners />
        {hasNotices && (
          <Suspense fallback={null}>
            <Notices />
          </Suspense>
        )}
      </div>
      <main className={styles.panes} data-pane={pane} data-empty={empty ? '' : undefined}>
        <h1 className="visually-hidden">{text.app.name}</h1>
        <Boundary>
          <ChannelPane />
        </Boundary>
        <PaneHandle name="lists-width" label={text.lists.resize} least={176} most={420} usual={256} />
        {empty ? (
          <section className={styles.firstRun}>
            <Suspense fallback={null}>
              <FirstRun />
            </Suspense>
          </section>
        ) : (
          <>
            <Boundary>
              <Timeline />
            </Boundary>
            <PaneHandle name="timeline-width" label={text.timeline.resize} least={260} most={720} usual={400} />
            <Boundary>
              <Article />
            </Boundary>
          </>
        )}
      </main>
      {strip && !empty && (
        <div className={styles.strip}>
          <Boundary quiet>
            <Suspense fallback={null}>
              <TickerStrip surface="strip" />
            </Suspense>
          </Boundary>
        </div>
      )}
      <Boundary quiet>
        <DialogOutlet />
      </Boundary>
      <ToastOutlet />
    </div>
  )
}

/** The page's title carries the unread count, for the task bar and the tab. */
function PageTitle() {
  const text = useText()
  const unread = useReader((state) => state.reader.counts.unread)
  useEffect(() => {
    document.title = unread > 0 ? text.app.titleWithUnread(unread) : text.app.name
  }, [unread, text])
  return null
}

function ToastOutlet() {
  const text = useText()
  const actions = useActions()
  const toasts = useReader((state) => state.interface.toasts)
  return (
    <Toasts
      regionLabel={text.app.messages}
      closeLabel={text.app.dismiss}
      onClose={actions.dismissToast}
      toasts={toasts.map(({ id, level, message, undoToken }) => ({
        id,
        level,
        message,
        action:
          undoToken === null
            ? null
            : {
                label: text.app.undo,
                run: () => void actions.undo(undoToken, { undone: text.app.undone, tooLate: text.app.undoTooLate }),
              },
      }))}
    />
  )
}
