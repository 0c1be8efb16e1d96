import { useState } from 'react'
import type { ChannelId } from '@contract/index'
import { isLocalAddress } from '../../state/local-address'
import type { ReaderState } from '../../state/model'
import { selectChannel } from '../../state/selectors'
import { fateOf, webAddress } from '../article/media-address'

/**
 * The address of a publisher's logo, where pictures from the net are allowed for its channel; else null. Only what the
 * publisher itself named: no address is guessed.
 */
export function shownLogo(state: ReaderState, id: ChannelId, style: 'icon' | 'wide'): string | null {
  const channel = selectChannel(id)(state)
  if (!channel) return null
  const { logos } = channel.wishes
  const named = style === 'icon' ? (logos.icon ?? channel.iconUrl) : logos.wide
  const address = webAddress(named, channel.siteUrl ?? channel.url)
  if (address === null) return null
  const allowed = {
    remoteMedia: channel.settings.remoteImages ?? state.reader.settings.remoteImages,
    localMedia: isLocalAddress(channel.url),
  }
  return fateOf(address, allowed) === 'kept' ? address : null
}

/** A picture beside a name that says it all; one that does not load leaves no hole. */
export function Logo({ address, className }: { address: string; className: string | undefined }) {
  const [broken, setBroken] = useState<string | null>(null)
  if (broken === address) return null
  return (
    <img
      className={className}
      src={address}
      alt=""
      loading="lazy"
      decoding="async"
      referrerPolicy="no-referrer"
      onError={() => setBroken(address)}
    />
  )
}
