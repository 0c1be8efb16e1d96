import { createRoot } from 'react-dom/client'
import '../../../src-renderer/styles/tokens.css'
import '../../../src-renderer/styles/base.css'
import type { Density, Language, ThemeChoice } from '../../../src-main/contract/index'
import { startClient } from '../../../src-renderer/state/client'
import { createTickingClock } from '../../../src-renderer/state/clock'
import { rememberedIn } from '../../../src-renderer/state/remembered'
import { Root } from '../../../src-renderer/views/window/Root'
import { surfaceOf } from '../../../src-renderer/views/window/surface'
import { CallFailed } from '../../../src-renderer/host/call-failed'
import { createFakeHost, type FakeHost } from '../../fakes/host/fake-host'
import { sampleChannels } from '../../fakes/host/sample-channels'
import { sampleItems } from '../../fakes/host/sample-items'
import { sampleDetection } from '../../fakes/host/sample-detection'
import { newsroomArrivals, newsroomChannels, techniqueChannels, techniqueItems } from '../../fakes/host/sample-newsroom'

/**
 * The interface on a reader in memory, for looking at: `npx vite --config test/renderer/preview/vite.config.ts`.
 * ?items=10000 ?language=ar ?theme=dark ?density=compact ?empty ?broken ?pictures ?techniques
 */
const wanted = new URLSearchParams(window.location.search)
const now = Date.now()
/** `?techniques`: the demo newsroom and what newer techniques bring, in place of the usual samples. */
const channels = () =>
  wanted.has('techniques') ? [...newsroomChannels(now), ...techniqueChannels(now)] : sampleChannels(now)
const items = () =>
  wanted.has('techniques')
    ? [...newsroomArrivals(now), ...techniqueItems(now)]
    : sampleItems(Number(wanted.get('items') ?? 60), now)
const host = createFakeHost({
  channels: wanted.has('empty') ? [] : channels(),
  items: wanted.has('empty') ? [] : items(),
  settings: {
    language: (wanted.get('language') ?? 'en') as Language,
    theme: (wanted.get('theme') ?? 'system') as ThemeChoice,
    density: (wanted.get('density') ?? 'cosy') as Density,
    remoteImages: wanted.has('pictures'),
  },
  calls: wanted.has('broken')
    ? {
        'items.page': () => {
          throw new CallFailed({ kind: 'internal', message: 'The database is busy and did not answer in time.' })
        },
      }
    : { 'channels.detect': ({ address }) => sampleDetection(address), 'channels.add': () => ({ id: 25 }) },
})

const client = startClient({
  host,
  clock: createTickingClock(),
  remembered: rememberedIn(() => window.localStorage),
  requested: () => undefined,
})

declare global {
  interface Window {
    /** For scripts that drive the preview. */
    preview: { host: FakeHost; client: typeof client; sampleItems: typeof sampleItems }
  }
}
/** A camera for the preview: a picture each second while somebody looks. */
let came = 0
function showPicture(channelId: number) {
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 })
  const paint = canvas.getContext('2d')
  if (!paint) return
  const sky = paint.createLinearGradient(0, 0, 0, 360)
  sky.addColorStop(0, '#39506b')
  sky.addColorStop(0.6, '#c79a6a')
  sky.addColorStop(0.61, '#2d3b45')
  sky.addColorStop(1, '#141b20')
  paint.fillStyle = sky
  paint.fillRect(0, 0, 640, 360)
  paint.fillStyle = '#f2e2c0'
  paint.fillRect(120 + came * 6, 190, 90, 22)
  paint.fillText(new Date().toISOString(), 12, 350)
  came += 5
  const base64 = canvas.toDataURL('image/jpeg').split(',')[1] ?? ''
  host.push('picture.arrived', {
    channelId,
    at: Date.now(),
    type: 'image/jpeg',
    base64,
    came,
    skipped: came - came / 5,
  })
}
setInterval(() => {
  const last = host.made.findLast(({ name }) => name === 'pictures.watch')
  if (last) showPicture((last.argument as { channelId: number }).channelId)
}, 1_000)

window.preview = { host, client, sampleItems }

const root = document.getElementById('root')
if (root) createRoot(root).render(<Root client={client} surface={surfaceOf(window.location)} />)
