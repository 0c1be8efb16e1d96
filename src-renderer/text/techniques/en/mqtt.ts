import type { MQTT } from '@contract/index'
import type { TechniqueWords } from '../words'

export const mqtt: TechniqueWords<typeof MQTT> = {
  name: 'MQTT',
  found: 'Topics of an MQTT broker.',
  about:
    'A broker, like mqtts://broker.example, and the topics below; or one topic behind it, like mqtt://192.168.1.5/home/#.',
  options: {
    topics: {
      label: 'Topics',
      hint: '+ stands for one level, # for everything below. Empty: what the address names, else everything.',
      placeholder: 'home/+/temperature',
    },
    user: { label: 'User name' },
    password: { label: 'Password' },
    qos: {
      label: 'Quality of service',
      hint: 'At most; a message is never sent better than it was published.',
      choices: {
        '0': '0: may be lost',
        '1': '1: kept while Crier is away',
        '2': '2: kept, and delivered exactly once',
      },
    },
    sessionDays: {
      label: 'Kept while Crier is away (days)',
      hint: 'How long the broker is asked to keep messages for this channel. 0: not at all. Only MQTT 5.',
    },
    clientId: {
      label: 'Client identifier',
      hint: 'Empty: one made up for this channel. Two programs with the same one throw each other out.',
    },
    certificateFile: {
      label: 'Client certificate (file)',
      hint: 'The path of a PEM file on this computer.',
      placeholder: '/home/me/broker/client.pem',
    },
    keyFile: { label: 'Its key (file)', placeholder: '/home/me/broker/client.key' },
    keyPassword: { label: 'Password of the key' },
    authorityFile: {
      label: 'Authority to trust (file)',
      hint: 'For a broker whose certificate comes from an authority of your own.',
      placeholder: '/home/me/broker/ca.pem',
    },
  },
}
