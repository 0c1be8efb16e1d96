import { useEffect } from 'react'
import { PICTURE_LEASE_MS, type ChannelId } from '@contract/index'
import { useClient } from './use-reader'

/**
 * Tells the reader that a channel's live picture is watched, and again before it stops believing so; not while the page
 * is hidden, nor while `wanted` is false.
 */
export function usePictureLease(channelId: ChannelId, wanted: boolean): void {
  const { host } = useClient()
  useEffect(() => {
    if (!wanted) return
    const renew = () => {
      if (document.visibilityState === 'hidden') return
      host.call('pictures.watch', { channelId }).catch(() => {
        // The reader is gone or restarts: the window says so elsewhere, and the next renewal asks again.
        return null
      })
    }
    renew()
    const timer = setInterval(renew, PICTURE_LEASE_MS / 2)
    document.addEventListener('visibilitychange', renew)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', renew)
    }
  }, [host, channelId, wanted])
}
