import { MAX_ITEM_ACTIONS, type ItemAction } from '@contract/index'
import { actionRequest } from '../action-request'
import type { Json } from '../ports'
import { isObject, type JsonObject, textIn } from './json-values'
import { isWebAddress, resolveLink } from './links'

const MAX_LABEL_CHARACTERS = 100

/**
 * The buttons of an ntfy message: `view` and `http`. `broadcast` speaks to Android and `copy` to a clipboard that only
 * the interface has; both, and what cannot be sent, are no button here.
 */
export function ntfyActions(value: Json | undefined, baseUrl: string): ItemAction[] {
  if (!Array.isArray(value)) return []
  return value
    .slice(0, 2 * MAX_ITEM_ACTIONS)
    .flatMap((entry) => (isObject(entry) ? readAction(entry, baseUrl) : []))
    .slice(0, MAX_ITEM_ACTIONS)
}

function readAction(entry: JsonObject, baseUrl: string): ItemAction[] {
  const kind = textIn(entry, 'action')?.toLowerCase()
  const written = textIn(entry, 'url')
  const label = textIn(entry, 'label')?.trim().slice(0, MAX_LABEL_CHARACTERS) ?? ''
  if (written === null || label === '') return []
  if (kind === 'view') {
    const url = resolveLink(written, baseUrl)
    return url === null ? [] : [{ type: 'view', label, url }]
  }
  if (kind !== 'http' || !isWebAddress(written)) return []
  const action: ItemAction = {
    type: 'http',
    label,
    url: written,
    // ntfy's own default, whatever HTTP's is.
    method: textIn(entry, 'method')?.toUpperCase() ?? 'POST',
    headers: headersOf(entry.headers),
    body: textIn(entry, 'body'),
    clear: entry.clear === true,
  }
  return actionRequest(action) === null ? [] : [action]
}

function headersOf(value: Json | undefined): Record<string, string> {
  if (!isObject(value)) return {}
  const texts = Object.entries(value).flatMap(([name, text]): [string, string][] =>
    typeof text === 'string' ? [[name, text]] : [],
  )
  return Object.fromEntries(texts)
}
