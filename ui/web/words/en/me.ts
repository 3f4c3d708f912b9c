export default {
  today: 'Today', how: 'How it went', usual: 'usual', contacts: 'Contacts', solved: 'Solved at first contact', easy: 'Said it was easy', ofAnswers: (n: string) => `of ${n} answers`, handle: 'Handle time',
  load: 'Load', settings: 'Settings', sound: 'Sound for a new contact', sessions: 'Signed in on', thisOne: 'this one', endOthers: 'Sign out everywhere else',
  hard: 'Hard contacts', breaks: 'Breaks', only: 'Only you see this.', strain: 'Strain',
}
