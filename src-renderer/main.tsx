import { createRoot } from 'react-dom/client'
import './styles/tokens.css'
import './styles/base.css'
import { electronHost } from './host/electron-host'
import { webHost } from './host/web-host'
import { startClient } from './state/client'
import { createTickingClock } from './state/clock'
import { watchNetwork } from './state/network'
import { showPageAlert } from './state/page-alerts'
import { rememberedIn } from './state/remembered'
import { Root } from './views/window/Root'
import { MAIN_PAGE, requestedItem, surfaceOf } from './views/window/surface'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root.')

const surface = surfaceOf(window.location)
const host = window.crier
  ? electronHost(window.crier)
  : webHost({ base: window.location.origin, fetch: window.fetch.bind(window), EventSource: window.EventSource })

const client = startClient({
  host,
  clock: createTickingClock(),
  remembered: rememberedIn(() => window.localStorage),
  requested(push) {
    const { reader } = client.store.getState()
    // One page shows an alert: the main one, and only where the shell cannot.
    if (push.name !== 'alert.raised' || reader.shell.kind !== 'browser' || surface !== 'main') return
    showPageAlert(push.payload.alert, (itemId) => {
      if (itemId !== null) void client.actions.openItem(itemId)
    })
  },
})
if (surface === 'main') {
  watchNetwork(host, client.store, window)
  window.name = MAIN_PAGE
  const item = requestedItem(window.location)
  if (item !== null) {
    // Asked for once: a reload later opens what is open then.
    window.history.replaceState(null, '', window.location.pathname)
    void client.actions.openItem(item)
  }
}

createRoot(root).render(<Root client={client} surface={surface} />)
