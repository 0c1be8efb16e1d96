import { createHttpClient } from '../../src-main/transports/http'
import { createPollTransport } from '../../src-main/transports/poll'
import { describeDocumentTransport } from '../contracts/document-transport.contract'
import { systemClock } from '../servers/recording-io'

describeDocumentTransport({
  name: 'Ajax polling',
  create: () => createPollTransport({ http: createHttpClient(), clock: systemClock }),
  document: '{"stories":[{"id":1,"title":"One"},{"id":2,"title":"Two"}]}',
  contentType: 'application/json',
})
