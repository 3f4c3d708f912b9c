export default {
  about: 'Every assignment is decided again at the same moment by the rules of the draft, and only recorded. Nothing is assigned by it.',
  start: 'Run the draft in the shadow', end: 'End it', none: 'Nothing has run in the shadow yet. Change the draft, then start.',
  running: (by: string, since: string) => `Running since ${since} · ${by}`, ended: (from: string, to: string) => `${from} to ${to}`, failed: 'It could not go on. Check the draft, then start again.',
  draftChanged: 'The draft has changed since. To run it as it is now, end this and start again.', missed: (n: string) => `${n} entries came too fast to be compared`,
  byReason: 'By reason', decisions: 'Contacts it would have given otherwise (latest 100)', empty: 'Nothing has been assigned yet.', allSame: 'It would have given none otherwise.',
  same: 'Same person', other: 'Somebody else', later: 'Later', sooner: 'Sooner', differ: 'Differ',
  contact: 'Contact', verdict: 'Difference', live: 'As it was', shadow: 'By the draft', waits: 'waits',
}
