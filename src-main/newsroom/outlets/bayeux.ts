import type { IncomingMessage, ServerResponse } from 'node:http'
import { DEMO_FOLDER, GREETING_STORIES, pathOf, repeat, type OpenOutlet } from '../outlet'
import { storyAsJson } from '../rendering'
import { openSockets, sendTo } from '../sockets'
import { latestStories, type Story } from '../wire'
import { createBayeuxServer } from './bayeux-server'

const PATH = '/wire/cometd'
const SWEEP_EVERY_MS = 5_000
/** What a client may say at once. */
const MAX_QUESTION_BYTES = 64 * 1024

/** The newswire by Bayeux, over a WebSocket and by long polling. The desk of a story is its channel. */
export const openBayeuxOutlet: OpenOutlet = ({ clock, random, origin }) => {
  const server = createBayeuxServer({
    clock,
    random,
    greet(listener) {
      for (const story of latestStories(clock.now(), GREETING_STORIES)) {
        if (listener.wants(channelOf(story))) listener.offer(messageOf(story, storyAsJson(origin, story)))
      }
    },
  })
  const stop = repeat(clock, SWEEP_EVERY_MS, () => {
    server.sweep()
  })
  const sockets = openSockets(PATH, (client) => {
    let takeBack = (): void => undefined
    client.on('close', () => {
      takeBack()
    })
    client.on('message', (data: Buffer) => {
      takeBack = server.process(data.toString('utf8'), (reply) => {
        if (reply === null) client.close(1003)
        else if (client.readyState === client.OPEN) sendTo(client, reply)
      })
    })
  })
  return {
    channels: () => [{ url: origin + PATH, kind: 'bayeux', title: 'Bayeux · Lumen Wire', folder: DEMO_FOLDER }],
    handle(request, response) {
      if (pathOf(request) !== PATH) return false
      if (request.method !== 'POST') response.writeHead(400, { 'Content-Type': 'text/plain' }).end('Bad request')
      else readQuestion(request, response, (text) => answer(response, text))
      return true
    },
    upgrade: sockets.upgrade,
    publish(story, json) {
      server.publish(channelOf(story), messageOf(story, json))
    },
    close() {
      stop()
      server.close()
      sockets.close()
    },
  }

  function answer(response: ServerResponse, text: string): void {
    const takeBack = server.process(text, (reply) => {
      if (response.writableEnded || response.destroyed) return
      response.writeHead(reply === null ? 400 : 200, {
        'Content-Type': 'application/json;charset=UTF-8',
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      })
      response.end(reply ?? '')
    })
    response.once('close', takeBack)
  }
}

function readQuestion(request: IncomingMessage, response: ServerResponse, then: (text: string) => void): void {
  const chunks: Buffer[] = []
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength
    if (bytes > MAX_QUESTION_BYTES) response.destroy()
    else chunks.push(chunk)
  })
  request.on('end', () => {
    then(Buffer.concat(chunks).toString('utf8'))
  })
}

const channelOf = ({ categories }: Story): string =>
  `/lumen/${(categories[0] ?? 'news').toLowerCase().replace(/[^a-z0-9]+/g, '-')}`

const messageOf = (story: Story, json: string): string =>
  `{"channel":${JSON.stringify(channelOf(story))},"id":"${story.id}","data":${json}}`
