const warn = 'Suggested: “With words like these I cannot help you. If they go on, I have to end this conversation.”'
const end = 'No warning is needed: you may end it now with “Protect”.'

export default {
  title: 'What the customer wrote',
  class: { distress: 'In danger or despair', threat: 'Threat', sexual: 'Sexual harassment', discrimination: 'Discrimination', insult: 'Insult', nagging: 'Pressure', abuse: 'May be abusive' },
  source: { rule: 'by a word', model: 'guessed' },
  times: (n: number) => `${n} lines so far`,
  say: {
    distress: 'Stay with the customer. Danger to life: 119. Crisis line, day and night: 109. The customer has been shown both; supervisors know.',
    threat: end, sexual: end, discrimination: warn, insult: warn,
    nagging: 'Suggested: say once more what is possible, and that nothing else is.', abuse: warn,
  },
  yours: 'You decide. Ending it needs no permission and counts for nothing.',
}
