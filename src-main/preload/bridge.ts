import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import type { Bridge } from '@contract/index'

// Two channels and no third. What crosses is checked on the other side; nothing of Electron is handed to the page.
const bridge: Bridge = {
  call: (name, argument) => ipcRenderer.invoke('reader:call', name, argument),
  on(listener) {
    const receive = (_event: IpcRendererEvent, push: unknown): void => listener(push)
    ipcRenderer.on('reader:push', receive)
    return () => {
      ipcRenderer.off('reader:push', receive)
    }
  },
}

contextBridge.exposeInMainWorld('crier', bridge)
