import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port'
import { until } from './until'

const NGINX = '/usr/sbin/nginx'
const MODULE = '/usr/lib/nginx/modules/ngx_nchan_module.so'
/** nginx with nchan is a system package; where it is missing the tests are skipped, and say so. */
export const hasNchan = existsSync(NGINX) && existsSync(MODULE)

export interface Nchan {
  readonly origin: string
  publish(channel: string, body: string, contentType?: string): Promise<void>
  remove(channel: string): Promise<void>
  /** Ends it the hard way and starts it again on the same port; what it had in memory is gone. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** A real nginx with nchan on a free port: `POST /pub/ID`; `/lp/ID` holds for `holdSeconds`, then says 408. */
export async function startNchan({ holdSeconds }: { holdSeconds: number }): Promise<Nchan> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-nchan-'))
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  writeFileSync(join(folder, 'nchan.conf'), configuration(folder, port, holdSeconds))
  let child = await launch(folder, origin)

  async function end(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }
  async function send(method: string, channel: string, body?: string, contentType = 'application/json'): Promise<void> {
    const answer = await fetch(`${origin}/pub/${channel}`, {
      method,
      headers: { 'Content-Type': contentType },
      ...(body !== undefined && { body }),
    })
    if (!answer.ok) throw new Error(`nchan answered ${answer.status}`)
  }
  return {
    origin,
    publish: (channel, body, contentType) => send('POST', channel, body, contentType),
    remove: (channel) => send('DELETE', channel),
    async restart() {
      await end()
      child = await launch(folder, origin)
    },
    async close() {
      await end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function launch(folder: string, origin: string) {
  const child = spawn(NGINX, ['-p', folder, '-c', join(folder, 'nchan.conf')], { stdio: 'ignore' })
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`)
    return fetch(origin).then(
      () => true,
      () => false,
    )
  }, 'nginx listens')
  return child
}

/** One process, so that ending it ends all of it. */
function configuration(folder: string, port: number, holdSeconds: number): string {
  return `load_module ${MODULE};
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  nchan_max_reserved_memory 32M;
  server {
    listen 127.0.0.1:${port};
    location ~ ^/pub/(\\w+)$ { nchan_publisher; nchan_channel_id $1; nchan_message_buffer_length 1000; nchan_message_timeout 5m; }
    location ~ ^/lp/(\\w+)$ { nchan_subscriber longpoll; nchan_channel_id $1; nchan_subscriber_timeout ${holdSeconds}; }
  }
}
`
}
