import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { Article } from '../../src-renderer/views/article/Article'
import { createFakeHost } from '../fakes/host/fake-host'
import { channel } from '../fakes/host/sample-channels'
import { detail } from '../fakes/host/sample-items'
import { draw } from './draw'

afterEach(cleanup)

/** Opens an item whose own picture is there, sent by a publisher here. */
async function open(picture: string, publisher: string) {
  const item = detail({ id: 1, channelId: 1, image: picture, html: null, text: 'The boats are back.' })
  const host = createFakeHost({ channels: [channel({ id: 1, url: publisher })], items: [item] })
  const client = await draw(host, <Article />)
  await client.actions.openItem(1)
  await screen.findByText('The boats are back.')
}
const shown = () => document.querySelector('article img')?.getAttribute('src') ?? null

it('offers the item’s own picture, and shows it once it is allowed', async () => {
  await open('https://pictures.example/boat.jpg', 'https://wire.example/live')
  expect(shown()).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Show pictures' }))
  expect(shown()).toBe('https://pictures.example/boat.jpg')
})

it('does not offer one on the user’s own network, and says why', async () => {
  await open('http://3232235777/reboot', 'https://wire.example/live')
  expect(screen.getByText(/1 picture on your own network was not loaded/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Show pictures' })).toBeNull()
  expect(shown()).toBeNull()
})

it('offers one on the user’s own network when its publisher is there too', async () => {
  await open('http://127.0.0.1:8080/boat.jpg', 'http://127.0.0.1:8080/live')
  fireEvent.click(screen.getByRole('button', { name: 'Show pictures' }))
  expect(shown()).toBe('http://127.0.0.1:8080/boat.jpg')
})
