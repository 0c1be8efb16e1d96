import type { ItemId } from '@contract/index'
import { actionRequest } from './action-request'
import { CallRefused } from './call-refused'
import type { ActionSender, Change, Store } from './ports'

export interface ItemActionPorts {
  store: Pick<Store, 'item' | 'channel' | 'mark'>
  actions: ActionSender
}

/**
 * Does what a button of an item says, because the user clicked it: sends its request, and marks the item read where
 * the publisher wished that and the request worked. Answers the change, null when nothing changed.
 *
 * @throws CallRefused when there is no such button, when it may not be sent, or when the answer is no success;
 *   TransportError when there was no answer
 */
export async function actOnItem(
  { store, actions }: ItemActionPorts,
  { id, action: index }: { id: ItemId; action: number },
): Promise<Change | null> {
  const item = store.item(id)
  const action = item?.actions[index]
  if (item === null || action === undefined) throw new CallRefused('notFound', 'This button is not there any more.')
  if (action.type !== 'http') throw new CallRefused('badArgument', 'This button opens an address; nothing is sent.')
  const request = actionRequest(action)
  if (request === null)
    throw new CallRefused('unavailable', 'The publisher asks for a request that Crier does not send.')
  const channel = store.channel(item.channelId)
  const { status } = await actions.send(request, {
    own: channel !== null && new URL(channel.url).origin === new URL(request.url).origin,
    acceptSelfSigned: channel?.settings.acceptSelfSigned ?? false,
  })
  if (!isDone(status)) throw new CallRefused('unavailable', refusal(new URL(request.url).host, status))
  return action.clear && !item.status.read ? store.mark([id], { read: true }) : null
}

/** 303 is how a form is answered that was taken (RFC 9110 section 15.4.4). */
const isDone = (status: number): boolean => (status >= 200 && status <= 299) || status === 303

function refusal(host: string, status: number): string {
  if (status === 401 || status === 403) return `${host} does not allow this (${status}). Ask the publisher.`
  if (status === 404 || status === 410) return `${host} has nothing to answer this with any more (${status}).`
  if (status === 429) return `${host} asks you to try again later (429).`
  if (status >= 500) return `${host} has trouble at the moment (${status}). Try again later.`
  return `${host} did not accept this (${status}).`
}
