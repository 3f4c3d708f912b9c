import type { Schemas } from '../../lib/api.ts'

export default {
  required: 'Needed.', unknown: 'Not known here.', wrong_type: 'Not of the right kind.', too_long: 'Too long.', too_short: 'Too short.',
  out_of_range: 'Out of range.', not_there: 'It is not there any more.', taken: 'Already in use.', invalid: 'Cannot be used.',
  contradicts: 'Does not go with the other.', common: 'Too easily guessed.', personal: 'Too close to the name or address.',
} satisfies Record<Schemas['FieldCode'], string>
