import { spawn } from 'node:child_process'

/** Opens an address in the default browser if there is one; without one nothing happens, the address is printed anyway. */
export function openBrowser(address: string, platform: NodeJS.Platform = process.platform): void {
  const [program, words]: [string, string[]] =
    platform === 'darwin'
      ? ['open', [address]]
      : platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', address]]
        : ['xdg-open', [address]]
  const child = spawn(program, words, { stdio: 'ignore', detached: true })
  // No such program: a machine without a desktop.
  child.on('error', () => undefined)
  child.unref()
}
