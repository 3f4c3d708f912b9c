export default {
  title: 'What the bot would have said', about: 'Nobody else sees it. Found right often enough in a row, the bot gets this reason.',
  to: (line: string) => `to “${line}”`, right: 'Right', wrong: 'Wrong', marked: { right: 'found right', wrong: 'found wrong' },
}
