import { useEffect } from 'react'
import { tinykeys } from 'tinykeys'
import { numberedLists, treeSelector } from '../../state/selectors'
import { useClient } from '../../state/use-reader'
import { useLocale, useText } from '../../text/use-text'
import { safeLink } from '../article/safe-link'
import { isWide } from './wide'

/** Where keys belong to what has the focus: typing, choosing from a menu, a dialog on top. */
const OWN_KEYS = 'input, textarea, select, [contenteditable], [role="menu"], [role="dialog"]'
/** Where Enter and Delete already mean something. */
const OWN_ENTER = `${OWN_KEYS}, button, a[href], summary, [role="tree"], [role="separator"]`

/** Every single-key command of the main window. Shown to people by the shortcuts dialog. */
export function useKeys() {
  const { store, actions } = useClient()
  const text = useText()
  const locale = useLocale()

  useEffect(() => {
    const selectTree = treeSelector(locale)
    const cursor = () => store.getState().interface.cursor ?? store.getState().article.openId
    const within = (event: Event, places: string) => event.target instanceof Element && event.target.closest(places)

    const key =
      (run: () => unknown, places = OWN_KEYS) =>
      (event: KeyboardEvent) => {
        if (event.defaultPrevented || event.isComposing || within(event, places)) return
        if (store.getState().interface.dialog) return
        event.preventDefault()
        run()
      }
    const onItem = (run: (id: number) => unknown, places = OWN_KEYS) =>
      key(() => {
        const id = cursor()
        if (id !== null) void run(id)
      }, places)
    // Stepping opens where the article is in sight anyway.
    const step = (by: 1 | -1) =>
      key(() => void actions.step(by, isWide() || store.getState().interface.pane === 'article'))
    const always = (run: () => unknown) => (event: KeyboardEvent) => {
      event.preventDefault()
      run()
    }

    const numbers = Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [
        `$mod+Digit${index + 1}`,
        always(() => {
          const query = numberedLists(selectTree(store.getState()))[index]
          if (query) void actions.openList(query)
        }),
      ]),
    )

    const search = key(() => document.getElementById('search')?.focus())
    const shortcuts = key(() => actions.showDialog({ kind: 'shortcuts' }))

    return tinykeys(window, {
      j: step(1),
      k: step(-1),
      o: onItem(actions.openItem),
      Enter: onItem(actions.openItem, OWN_ENTER),
      v: onItem((id) => {
        const link = safeLink(actions.findRow(id)?.link)
        if (link) window.open(link, '_blank', 'noopener,noreferrer')
      }),
      s: onItem(actions.toggleStar),
      m: onItem(actions.toggleRead),
      'Shift+A': key(() =>
        actions.markListRead({ marked: text.timeline.markedRead, nothing: text.timeline.nothingToMark }),
      ),
      Delete: onItem((id) => actions.deleteItems([id], { deleted: text.timeline.deleted }), OWN_ENTER),
      '/': search,
      // The slash and the question mark stand elsewhere on many keyboards, with or without Shift.
      'Shift+/': search,
      '?': shortcuts,
      'Shift+?': shortcuts,
      a: key(() => actions.showDialog({ kind: 'add' })),
      t: key(() => {
        const { strip } = store.getState().reader.settings.ticker
        void actions.ask('settings.change', { patch: { ticker: { strip: !strip } } })
      }),
      p: key(() => pauseWhatIsOpen()),
      '$mod+k': always(() => actions.showDialog({ kind: 'palette' })),
      Escape: key(() => {
        const { interface: shown } = store.getState()
        if (shown.pane === 'article' && !isWide()) actions.closeItem()
      }),
      ...numbers,
    })

    function pauseWhatIsOpen() {
      const { list, reader } = store.getState()
      const channel = list.query.list === 'channel' ? reader.channels.get(list.query.channelId) : undefined
      if (reader.pausedUntil !== null) void resumeEverything(channel !== undefined)
      else if (!channel) void actions.ask('reader.pauseAll', { until: 0 })
      else if (channel.state.status === 'paused') void actions.ask('channels.resume', { id: channel.id })
      else void actions.ask('channels.pause', { id: channel.id, until: null })
    }
    /** One channel alone cannot run while all are paused. */
    async function resumeEverything(askedForOne: boolean) {
      const done = await actions.ask('reader.pauseAll', { until: null })
      if (done && askedForOne) actions.toast(text.app.resumedAll)
    }
  }, [store, actions, text, locale])
}
