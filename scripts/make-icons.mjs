/**
 * Renders the marks in resources/marks into every size the shells and the page need. Run by hand after a mark
 * changed; the results are committed, so that neither building nor running needs a browser.
 *
 *   node scripts/make-icons.mjs [path of a Chromium]
 */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { chromium } from 'playwright'

const root = resolve(import.meta.dirname, '..')
const marks = join(root, 'resources/marks')
const icons = join(root, 'resources/icons')
const tray = join(root, 'resources/tray')
const page = join(root, 'src-renderer/public')

/** Up to this size the large mark's detail turns to mud, and the plain one is drawn instead. */
const PLAIN_MARK_UP_TO = 40
const ICON_SIZES = [16, 20, 24, 32, 40, 48, 64, 128, 256, 512, 1024]
const ICO_SIZES = [16, 20, 24, 32, 40, 48, 64, 128, 256]
/** Apple's four-letter names for PNG images of each size, plain and for doubled screens. */
const ICNS_TYPES = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
}
/** macOS and GNOME want 16 or 22 points, Windows 16 and up; the second is for doubled screens. */
const TRAY_SCALES = { '': 16, '@1.5x': 24, '@2x': 32, '@3x': 48 }
const TRAY_MARKS = [
  'tray',
  'tray-unread',
  'tray-offline',
  'trayTemplate',
  'tray-unreadTemplate',
  'tray-offlineTemplate',
]

/** Windows icon: a table of contents followed by PNG images (allowed since Vista). */
function icoOf(images) {
  const header = Buffer.alloc(6 + 16 * images.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(images.length, 4)
  let offset = header.length
  images.forEach(({ size, png }, index) => {
    const at = 6 + 16 * index
    // One byte each for width and height; 0 stands for 256.
    header.writeUInt8(size % 256, at)
    header.writeUInt8(size % 256, at + 1)
    header.writeUInt16LE(1, at + 4)
    header.writeUInt16LE(32, at + 6)
    header.writeUInt32LE(png.length, at + 8)
    header.writeUInt32LE(offset, at + 12)
    offset += png.length
  })
  return Buffer.concat([header, ...images.map(({ png }) => png)])
}

/** Apple icon: blocks of a name, a length that includes its own eight bytes, and a PNG image. */
function icnsOf(blocks) {
  const block = (name, body) => {
    const head = Buffer.alloc(8)
    head.write(name, 0, 'ascii')
    head.writeUInt32BE(body.length + 8, 4)
    return Buffer.concat([head, body])
  }
  return block('icns', Buffer.concat(blocks.map(({ type, png }) => block(type, png))))
}

const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
})
try {
  const tab = await browser.newPage()
  const render = async (mark, size) => {
    const svg = await readFile(join(marks, `${mark}.svg`), 'utf8')
    await tab.setViewportSize({ width: size, height: size })
    await tab.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
    return tab.screenshot({ omitBackground: true })
  }
  await Promise.all([icons, tray, page].map((folder) => mkdir(folder, { recursive: true })))

  const bySize = new Map()
  for (const size of ICON_SIZES) {
    const png = await render(size <= PLAIN_MARK_UP_TO ? 'icon-small' : 'icon', size)
    bySize.set(size, png)
    await writeFile(join(icons, `${size}x${size}.png`), png)
  }
  const ico = icoOf(ICO_SIZES.map((size) => ({ size, png: bySize.get(size) })))
  await writeFile(join(root, 'resources/icon.ico'), ico)
  await writeFile(join(root, 'resources/icon.png'), bySize.get(512))
  const blocks = Object.entries(ICNS_TYPES).flatMap(([size, types]) =>
    types.map((type) => ({ type, png: bySize.get(Number(size)) })),
  )
  await writeFile(join(root, 'resources/icon.icns'), icnsOf(blocks))

  for (const mark of TRAY_MARKS)
    for (const [suffix, size] of Object.entries(TRAY_SCALES))
      await writeFile(join(tray, `${mark}${suffix}.png`), await render(mark, size))

  await copyFile(join(marks, 'icon-small.svg'), join(page, 'favicon.svg'))
  await copyFile(join(marks, 'icon.svg'), join(page, 'icon.svg'))
  await writeFile(join(page, 'favicon.ico'), icoOf([16, 32, 48].map((size) => ({ size, png: bySize.get(size) }))))
  await writeFile(join(page, 'icon-192.png'), await render('icon', 192))
} finally {
  await browser.close()
}
