import { expect, test } from './crier-test'
import { follow, openCrier } from './window'
import { startLocalServer } from '../servers/local-server'

/** One red pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)

test('no picture is asked for until the user allows it, once or for the channel', async ({
  page,
  crier,
  wire,
  watch,
}) => {
  // The inert document that the sanitiser reads reports style attributes before they are taken out.
  watch.expect(/style-src-attr inline|Applying inline style violates/)
  const gallery = await startLocalServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'image/png' }).end(PNG)
  })
  try {
    const story = (title: string, name: string) => ({
      title,
      html:
        `<p>Look:</p><img src="${gallery.origin}/${name}.png" alt="A ${name}" width="40" height="40">` +
        `<img srcset="${gallery.origin}/${name}-2x.png 2x" alt="sharper">` +
        `<picture><source srcset="${gallery.origin}/${name}.webp"><img src="${gallery.origin}/${name}-in.png" alt="inner"></picture>` +
        `<video poster="${gallery.origin}/${name}-poster.png" src="${gallery.origin}/${name}.mp4"></video>` +
        `<audio src="${gallery.origin}/${name}.ogg"></audio>` +
        `<p style="background:url(${gallery.origin}/style.png)">styled</p>` +
        `<table background="${gallery.origin}/table.png"><tr><td>cell</td></tr></table>`,
    })
    wire.publish(story('First picture', 'heron'), story('Second picture', 'egret'))
    await follow(crier, { url: wire.url, kind: 'sse', title: 'City desk' })
    const shown = await openCrier(page, crier)
    await shown.list(/City desk/).click()
    await shown.row('First picture').click()
    await expect(shown.article.getByText(/pictures? (was|were) not loaded/)).toBeVisible()
    await expect(shown.article.getByText('Picture not loaded: A heron')).toBeVisible()
    expect(gallery.requests.map(({ path }) => path)).toEqual([])

    await shown.article.getByRole('button', { name: 'Show pictures' }).click()
    await expect.poll(() => gallery.requests.map(({ path }) => path)).toContain('/heron.png')
    expect(gallery.requests.every(({ headers }) => headers.referer === undefined)).toBe(true)
    expect(gallery.requests.some(({ path }) => path.includes('style') || path.includes('table'))).toBe(false)

    await shown.row('Second picture').click()
    await expect(shown.article.getByText('Picture not loaded: A egret')).toBeVisible()
    expect(gallery.requests.some(({ path }) => path.includes('egret'))).toBe(false)
    await shown.article.getByRole('button', { name: 'Always for this channel' }).click()
    await expect.poll(() => gallery.requests.map(({ path }) => path)).toContain('/egret.png')
    await page.reload()
    await shown.list(/City desk/).click()
    await shown.row('Second picture').click()
    await expect(shown.article.getByRole('img', { name: 'A egret' })).toBeVisible()
  } finally {
    await gallery.close()
  }
})

test('links open outside, in a page that cannot reach back', async ({ page, context, crier, wire }) => {
  const site = await startLocalServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Elsewhere</title>')
  })
  try {
    wire.publish({ title: 'With a link', html: `<p><a href="${site.origin}/more">Read on</a></p>` })
    await follow(crier, { url: wire.url, kind: 'sse', title: 'City desk' })
    const shown = await openCrier(page, crier)
    await shown.row('With a link').click()
    const outside = context.waitForEvent('page')
    await shown.article.getByRole('link', { name: 'Read on' }).click()
    const opened = await outside
    await expect(opened).toHaveTitle('Elsewhere')
    expect(await opened.evaluate(() => window.opener === null)).toBe(true)
    expect(site.requests[0]?.headers.referer).toBeUndefined()
    await expect(page).toHaveURL(`${crier.origin}/`)
  } finally {
    await site.close()
  }
})
