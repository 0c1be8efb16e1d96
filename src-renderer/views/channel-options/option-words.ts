import type { OptionFault, TransportKind } from '@contract/index'
import type { AmountFormat } from '../../format/amount-format'
import type { HandField } from '../../state/option-form'
import type { Catalogue } from '../../text/en'

/** The words of an option, whatever its type. */
export interface AnyOptionWords {
  label: string
  hint?: string
  placeholder?: string
  choices?: Readonly<Record<string, string>>
}

/** Every option that is for hands has words: the catalogue's type holds that. Its name stands in for one that had none. */
export function optionWords(text: Catalogue, kind: TransportKind, name: string): AnyOptionWords {
  const words: Readonly<Record<string, AnyOptionWords | undefined>> = text.techniques[kind].options
  return words[name] ?? { label: name }
}

/** What is wrong with a value and what would be right. */
export function faultWords(
  fault: OptionFault,
  field: HandField,
  label: string,
  { faults }: Catalogue['options'],
  amount: AmountFormat,
): string {
  const most = 'most' in field ? field.most : 'maxLength' in field ? (field.maxLength ?? 0) : 0
  switch (fault) {
    case 'required':
      return faults.required(label)
    case 'tooSmall':
      return faults.tooSmall(amount.count('least' in field ? field.least : 0))
    case 'tooLarge':
      return faults.tooLarge(amount.count(most))
    case 'tooLong':
      return faults.tooLong(amount.count(most))
    default:
      return faults[fault]
  }
}
