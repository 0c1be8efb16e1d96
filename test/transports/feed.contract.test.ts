import { createFeedTransport } from '../../src-main/transports/feed'
import { createHttpClient } from '../../src-main/transports/http'
import { describeDocumentTransport } from '../contracts/document-transport.contract'
import { rssOf } from '../servers/feed-server'
import { systemClock } from '../servers/recording-io'

describeDocumentTransport({
  name: 'A feed',
  create: () => createFeedTransport({ http: createHttpClient(), clock: systemClock }),
  document: rssOf('One', 'Two'),
  contentType: 'application/rss+xml',
})
