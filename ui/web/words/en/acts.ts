/** What the bot asks of a customer beside the conversation. */
export default {
  apart: 'What you type here stays out of the conversation and is forgotten when this is done.',
  next: 'Next',
  fault: {
    required: 'Please fill this in.',
    invalid: { address: 'Please write the whole address, with the number.', phone: 'Please write the number in digits, such as 01012345678.', email: 'Please check the address, such as mina@example.com.', name: 'Please write the name in letters only.' } as Record<string, string>,
    too_long: 'That is too long.',
    other: 'This cannot be used. Please check it.',
  },
  asked: 'Please confirm',
  yes: 'Yes, go on',
  no: 'No',
  undo: (name: string) => `Undo: ${name}`,
  until: (when: string) => `You can undo this until ${when}`,
}
