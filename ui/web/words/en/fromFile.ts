export default {
  take: 'Take a file as the draft (JSON of maru tune --out)',
  taken: 'The draft is now what the file says. Look at what changed before you publish.',
  notJson: 'This is no JSON file. Nothing was changed.',
}
