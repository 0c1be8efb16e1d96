import type { Calls, ChannelId } from '@contract/index'
import type { Clock, LivePicture } from './ports'
import type { PushLine } from './pushes'

/** The newest picture of each channel, told to those who watch it. Pictures are never stored. */
export interface Pictures {
  arrived(channelId: ChannelId, picture: LivePicture): void
  watch(argument: Calls['pictures.watch']['argument']): void
  stop(): void
}

export function createPictures(_ports: { clock: Clock; pushes: PushLine }): Pictures {
  return { arrived: () => undefined, watch: () => undefined, stop: () => undefined }
}
