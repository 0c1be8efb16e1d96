import type { MappableField } from '@contract/index'

/** Member names that publishers use for a field, best first. Compared without case, underscores and hyphens. */
export const FIELD_NAMES: Readonly<Record<Exclude<MappableField, 'html'>, readonly string[]>> = {
  key: ['guid', 'uuid', 'id', 'key', 'eventid', 'messageid', 'msgid', 'uid'],
  title: ['title', 'headline', 'subject', 'heading', 'summary', 'name'],
  link: ['link', 'url', 'href', 'permalink', 'htmlurl', 'webaddress', 'uri', 'click', 'titleurl'],
  text: [
    'text',
    'message',
    'body',
    'content',
    'description',
    'contenttext',
    'plaintext',
    'msg',
    'summary',
    'comment',
    'snippet',
    'excerpt',
    'abstract',
    'details',
  ],
  author: [
    'author',
    'user',
    'sender',
    'username',
    'creator',
    'from',
    'by',
    'source',
    'account',
    'actor',
    'nick',
    'login',
    'authors',
  ],
  publishedAt: [
    'published',
    'publishedat',
    'datepublished',
    'pubdate',
    'publishdate',
    'createdat',
    'created',
    'datetime',
    'date',
    'timestamp',
    'time',
    'ts',
    'receivedat',
    'eventtime',
    'isodate',
  ],
  updatedAt: [
    'updated',
    'updatedat',
    'dateupdated',
    'datemodified',
    'modified',
    'modifiedat',
    'lastmodified',
    'editedat',
  ],
  categories: ['tags', 'categories', 'labels', 'topics', 'keywords', 'category', 'tag'],
  image: ['image', 'imageurl', 'picture', 'thumbnail', 'thumbnailurl', 'thumb', 'icon', 'avatar', 'photo'],
  priority: ['priority', 'severity', 'level', 'importance', 'urgency'],
}

/** Members that say by their name that they are HTML. */
export const HTML_NAMES: readonly string[] = ['html', 'contenthtml', 'bodyhtml', 'texthtml']

/** Members that wrap an event: looked into before others. */
export const ENVELOPES: readonly string[] = [
  'data',
  'payload',
  'item',
  'message',
  'event',
  'notification',
  'post',
  'body',
  'entry',
  'object',
  'attributes',
  'record',
  'result',
]

export const foldName = (name: string): string => name.toLowerCase().replace(/[_\-\s]/g, '')

/** 1 to 5 from the words and numbers in use; null for anything else. */
export function priorityFrom(written: string): number | null {
  const word = written.trim().toLowerCase()
  if (/^(min|minimal|lowest|trace|debug)$/.test(word)) return 1
  if (/^(low|minor)$/.test(word)) return 2
  if (/^(default|normal|medium|info|informational|notice|none|ok)$/.test(word)) return 3
  if (/^(high|major|warn|warning|important|error)$/.test(word)) return 4
  if (/^(max|maximum|urgent|highest|critical|crit|emergency|emerg|alert|fatal|severe)$/.test(word)) return 5
  return /^[1-5]$/.test(word) ? Number(word) : null
}
