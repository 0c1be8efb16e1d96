import type { LONGPOLL } from '@contract/index'
import type { TechniqueWords } from '../words'

export const longpoll: TechniqueWords<typeof LONGPOLL> = {
  name: 'Long poll (Comet)',
  found: 'A long poll: the publisher answers when there is something to say.',
  about: 'The address that is asked and holds its answer. For a known service its server is enough.',
  options: {
    preset: {
      label: 'Service',
      choices: {
        custom: 'Any other (set by hand)',
        couchdb: 'CouchDB changes',
        telegram: 'Telegram bot',
        zulip: 'Zulip',
        consul: 'Consul blocking query',
        matrix: 'Matrix',
        nchan: 'nchan (nginx)',
        prefer: 'Document with “Prefer: wait”',
        dropbox: 'Dropbox folder',
      },
    },
    user: { label: 'E-mail of the account or bot', placeholder: 'bot@chat.example.org' },
    token: { label: 'Token or API key' },
    includeDocs: { label: 'Read the documents too', hint: 'Otherwise only their names.' },
    folder: { label: 'Folder', hint: 'Empty: all of it.', placeholder: '/Reports' },
    cursorStyle: {
      label: 'How it knows where we are',
      choices: {
        none: 'Not at all: it answers with what happens next',
        body: 'By a value in its answer',
        max: 'By the greatest value among its items',
        next: 'By the number after the greatest one',
        header: 'By a header of its answer',
        validators: 'By ETag and Last-Modified',
        twoStep: 'It says that something changed; what, is asked next',
        nextUrl: 'It names the next address',
        time: 'By the clock (Unix seconds)',
      },
    },
    cursorPath: {
      label: 'Where that value is',
      hint: 'A JSON pointer in the answer (or in an item); for a header its name.',
      placeholder: '/last_seq',
    },
    nextPath: { label: 'Where the next address is', hint: 'A JSON pointer. Empty: the Link header, rel=next.' },
    holdUrl: { label: 'Address that holds', hint: 'The main address is then asked for what changed.' },
    itemsPath: {
      label: 'Where the items are',
      hint: 'A JSON pointer. Empty: Crier finds them.',
      placeholder: '/results',
    },
    cursorIn: {
      label: 'The value goes into',
      choices: { query: 'the address', header: 'a header', body: 'the body, as {cursor}' },
    },
    cursorName: { label: 'under the name' },
    initialCursor: { label: 'First value', hint: 'Empty: none. CouchDB: now, or 0 for everything.' },
    overlapSeconds: { label: 'Overlap (seconds)', hint: 'What comes twice is shown once.' },
    method: { label: 'Method', choices: { GET: 'GET', POST: 'POST' } },
    body: {
      label: 'Body',
      hint: '{cursor} and {wait} are filled in.',
      placeholder: '{"since":"{cursor}","timeout":{wait}}',
    },
    holdBody: { label: 'Body for the address that holds', hint: 'Empty: a GET.' },
    changedPath: { label: 'Where it says that something changed' },
    morePath: { label: 'Where it says that there is more' },
    waitSeconds: { label: 'Hold for (seconds)', hint: 'An answer may take a tenth longer, and 30 seconds.' },
    waitIn: {
      label: 'The server is told so in',
      choices: {
        none: 'nothing: it knows best',
        query: 'the address',
        header: 'a header',
        body: 'the body, as {wait}',
      },
    },
    waitName: { label: 'under the name' },
    waitUnit: {
      label: 'as',
      choices: { seconds: 'seconds (50)', milliseconds: 'milliseconds (50000)', duration: 'a duration (50s)' },
    },
    emptyStatuses: { label: 'Statuses that mean “nothing new”' },
    expiredWhen: {
      label: 'Our place is too old when',
      choices: {
        never: 'never',
        status: 'it answers with a status',
        value: 'a value in the answer says so',
        decreased: 'the value it gives is smaller than ours',
      },
    },
    expiredStatuses: { label: 'These statuses' },
    expiredPath: { label: 'Where that value is' },
    expiredValue: { label: 'What it says' },
    expiredThen: {
      label: 'Then',
      choices: { restart: 'begin again with the first value', reload: 'ask for everything' },
    },
    minGapSeconds: {
      label: 'Least time between two questions (seconds)',
      hint: 'An answer with news is followed at once.',
    },
    delayPath: {
      label: 'Where the server says how long to wait',
      hint: 'A JSON pointer to seconds.',
      placeholder: '/backoff',
    },
  },
}
