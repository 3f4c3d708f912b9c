const warn = 'You need not bear it: give the warning below, or end it now with “Protect”.'
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
  warned: (n: number) => `Warning ${n} given`, next: (n: number, of: number) => `Warning ${n} of ${of}:`, send: 'Send warning', said: 'I said it', endNow: 'Ending it now with “Protect” is suggested.',
  blur: 'Blur harsh words', reveal: 'Show blurred words',
  trend: { sharper: 'The last three turns grew sharper.', sharp: 'The last three turns stayed sharp.', calmer: 'The last three turns grew calmer.' },
  trendOf: 'About this conversation; nobody is scored.',
  yours: 'You decide. Ending it needs no permission and counts for nothing.',
}
