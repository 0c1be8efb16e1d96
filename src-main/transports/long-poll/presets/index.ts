import { LONGPOLL, readOptions } from '../../../contract/index'
import { TransportError, type Channel } from '../../../core/ports'
import type { Recipe } from '../recipe'
import { channelUrl, type LongPollChoices, type Preset } from './base'
import { consulRecipe } from './consul'
import { couchRecipe } from './couchdb'
import { customRecipe } from './custom'
import { nchanRecipe, preferRecipe } from './documents'
import { dropboxRecipe } from './dropbox'
import { matrixRecipe } from './matrix'
import { telegramRecipe } from './telegram'
import { zulipRecipe } from './zulip'

const PRESETS: Record<LongPollChoices['preset'], Preset> = {
  custom: customRecipe,
  couchdb: couchRecipe,
  telegram: telegramRecipe,
  zulip: zulipRecipe,
  consul: consulRecipe,
  matrix: matrixRecipe,
  nchan: nchanRecipe,
  prefer: preferRecipe,
  dropbox: dropboxRecipe,
}

/** What a channel's settings ask for. @throws TransportError for an address that is none */
export function recipeOf(channel: Pick<Channel, 'url' | 'settings'>): Recipe {
  const url = channelUrl(channel)
  if (url === null) {
    throw new TransportError('invalidAddress', 'This is not a web address (http:// or https://).', {
      final: 'needsYou',
    })
  }
  const options = readOptions(LONGPOLL, channel.settings.options)
  return PRESETS[options.preset]({ url, options })
}
