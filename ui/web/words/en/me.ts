export default {
  shifts: 'My shifts',
  today: 'Today', how: 'How it went', usual: 'usual', contacts: 'Contacts', solved: 'Solved at first contact', easy: 'Said it was easy', ofAnswers: (n: string) => `of ${n} answers`, handle: 'Handle time',
  load: 'Load', settings: 'Settings', sound: 'Sound for a new contact', sessions: 'Signed in on', thisOne: 'this one', endOthers: 'Sign out everywhere else',
  canned: 'Canned replies', cannedAre: 'Type / in a conversation to find one.', ofAll: 'for all', change: 'Change', remove: 'Remove', noCanned: 'None yet.', addCanned: 'Add a reply', cannedTitle: 'Short name', cannedBody: 'Text', forAll: 'For all agents', save: 'Save',
  only: 'Only you see this.', strain: 'Strain', breaksTaken: (n: number, time: string) => `Breaks today: ${n}, ${time} in all.`,
  sum: { ten: (time: string) => `Worked ${time} without a pause, each full 10 min`, hard: 'Hard contacts in a row', abuse: 'Protected from abuse today', rest: 'Short rest before this shift' },
  rules: (pause: string, hard: number, breath: string) => `A pause of ${pause} starts the count afresh. After ${hard} hard contacts in a row: ${breath} to breathe.`,
}
