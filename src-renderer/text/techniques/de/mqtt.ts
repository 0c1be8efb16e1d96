import type { MQTT } from '@contract/index'
import type { TechniqueWords } from '../words'

export const mqtt: TechniqueWords<typeof MQTT> = {
  name: 'MQTT',
  found: 'Themen eines MQTT-Brokers.',
  about:
    'Ein Broker wie mqtts://broker.example und unten die Themen; oder ein Thema dahinter, wie mqtt://192.168.1.5/haus/#.',
  options: {
    topics: {
      label: 'Themen',
      hint: '+ steht für eine Ebene, # für alles darunter. Leer: was die Adresse nennt, sonst alles.',
      placeholder: 'haus/+/temperatur',
    },
    user: { label: 'Benutzername' },
    password: { label: 'Passwort' },
    qos: {
      label: 'Dienstgüte (QoS)',
      hint: 'Höchstens; keine Meldung wird besser zugestellt, als sie veröffentlicht wurde.',
      choices: {
        '0': '0: darf verloren gehen',
        '1': '1: wird aufgehoben, solange Crier weg ist',
        '2': '2: wird aufgehoben und genau einmal zugestellt',
      },
    },
    sessionDays: {
      label: 'Aufheben, solange Crier weg ist (Tage)',
      hint: 'Wie lange der Broker Meldungen für diesen Kanal aufheben soll. 0: gar nicht. Nur MQTT 5.',
    },
    clientId: {
      label: 'Client-Kennung',
      hint: 'Leer: eine für diesen Kanal erfundene. Zwei Programme mit derselben werfen einander hinaus.',
    },
    certificateFile: {
      label: 'Client-Zertifikat (Datei)',
      hint: 'Der Pfad einer PEM-Datei auf diesem Rechner.',
      placeholder: '/home/ich/broker/client.pem',
    },
    keyFile: { label: 'Sein Schlüssel (Datei)', placeholder: '/home/ich/broker/client.key' },
    keyPassword: { label: 'Passwort des Schlüssels' },
    authorityFile: {
      label: 'Vertraute Zertifizierungsstelle (Datei)',
      hint: 'Für einen Broker, dessen Zertifikat von einer eigenen Stelle kommt.',
      placeholder: '/home/ich/broker/ca.pem',
    },
  },
}
