import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port'
import { until } from './until'

const NGINX = '/usr/sbin/nginx'
const NCHAN = '/usr/lib/nginx/modules/ngx_nchan_module.so'
const USTREAMER = '/usr/bin/ustreamer'
const FFMPEG = '/usr/bin/ffmpeg'

export const hasNchan = existsSync(NGINX) && existsSync(NCHAN)
export const hasUstreamer = existsSync(USTREAMER)
export const hasFfmpeg = existsSync(FFMPEG)

export interface Program {
  origin: string
  stop(): Promise<void>
}

/** Starts a program as a child, waits for its port (0: any), and stops it by its own process id. */
async function start(command: string, args: (port: number, folder: string) => string[], wished = 0): Promise<Program> {
  const port = wished === 0 ? await freePort() : wished
  const folder = mkdtempSync(join(tmpdir(), 'crier-program-'))
  const child = spawn(command, args(port, folder), { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said = (said + text.toString('utf8')).slice(-4_000)))
  const ended = once(child, 'exit')
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`${command} ended: ${said}`)
    return answers(port)
  }, `${command} listens`)
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    async stop() {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Whether something takes connections there. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** nginx with nchan; `POST /pub/ID` reaches `/raw/ID`, `/chunk/ID`, `/mixed/ID` and `/lp/ID`. */
export async function startNchan(
  wished = 0,
): Promise<Program & { publish(id: string, text: string, type?: string): Promise<void> }> {
  const program = await start(
    NGINX,
    (port, folder) => {
      mkdirSync(join(folder, 'logs'))
      const file = join(folder, 'nchan.conf')
      writeFileSync(file, nchanConfiguration(port, folder))
      return ['-p', folder, '-c', file, '-e', join(folder, 'logs/error.log')]
    },
    wished,
  )
  return {
    ...program,
    async publish(id, text, type = 'text/plain') {
      const answer = await fetch(`${program.origin}/pub/${id}`, {
        method: 'POST',
        body: text,
        headers: { 'Content-Type': type },
      })
      if (!answer.ok) throw new Error(`nchan refused a message: ${String(answer.status)}`)
    },
  }
}

const nchanConfiguration = (port: number, folder: string): string => `
load_module ${NCHAN};
daemon off;
master_process off;
pid ${folder}/nchan.pid;
error_log ${folder}/logs/error.log;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f;
  uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  nchan_max_reserved_memory 8M;
  server {
    listen 127.0.0.1:${String(port)};
    location ~ ^/pub/(\\w+)$ { nchan_publisher; nchan_channel_id $1; nchan_message_buffer_length 50; }
    location ~ ^/chunk/(\\w+)$ { nchan_subscriber http-chunked; nchan_channel_id $1; }
    location ~ ^/lp/(\\w+)$ { nchan_subscriber longpoll; nchan_channel_id $1; nchan_subscriber_timeout 5; }
    location ~ ^/mixed/(\\w+)$ { nchan_subscriber multipart-mixed; nchan_channel_id $1; }
    location ~ ^/raw/(\\w+)$ { nchan_subscriber http-raw-stream; nchan_channel_id $1; nchan_subscriber_http_raw_stream_separator "\\n"; }
  }
}
`

/** A picture stream without a camera: `/stream`, and `/stream?advance_headers=1` without Content-Length. */
export const startUstreamer = (wished = 0): Promise<Program> =>
  start(USTREAMER, (port) => ['--host', '127.0.0.1', '--port', String(port), '--device', '/dev/nonexistent'], wished)

/** A test picture, so many times a second, for one client. Resolves when it can be asked. */
export async function startFfmpeg(
  contentType: string | null,
  rate = 20,
  wished = 0,
): Promise<Program & { ended: Promise<unknown> }> {
  const port = wished === 0 ? await freePort() : wished
  const origin = `http://127.0.0.1:${String(port)}`
  const type = contentType === null ? [] : ['-content_type', contentType]
  const child = spawn(
    FFMPEG,
    ['-loglevel', 'error', '-re', '-f', 'lavfi', '-i', `testsrc=size=160x120:rate=${String(rate)}`, '-f', 'mpjpeg']
      .concat('-boundary_tag', 'frame', ...type)
      .concat('-listen', '1', `${origin}/cam`),
    { stdio: 'ignore' },
  )
  const ended = once(child, 'exit')
  await until(async () => {
    if (child.exitCode !== null) throw new Error('ffmpeg ended')
    return listens(port)
  }, 'ffmpeg listens')
  return {
    origin,
    ended,
    async stop() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** ffmpeg, begun anew for each client, as it is run where more than one is to be served. */
export async function startFfmpegForAll(contentType: string | null, rate = 20, wished = 0): Promise<Program> {
  let over = false
  let program = await startFfmpeg(contentType, rate, wished)
  const port = Number(new URL(program.origin).port)
  const again = (async () => {
    for (;;) {
      await program.ended
      if (over) return
      program = await startFfmpeg(contentType, rate, port)
    }
  })()
  return {
    origin: program.origin,
    async stop() {
      over = true
      await program.stop()
      await again
    },
  }
}

/** A second server cannot have the port: somebody listens there. */
function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(true))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)))
  })
}
