export default {
  ask: 'How can we help?',
  search: 'What is it about?',
  searchHint: 'A word, or what happened',
  likely: 'People ask most about',
  found: (n: number) => (n === 1 ? '1 found' : `${n} found`),
  person: 'Talk to a person',
  closed: 'Outside opening hours',
  opens: (when: string) => `We are back ${when}`,
  own: 'My page',
  offline: 'No connection. What you write is kept.',
  retry: 'Try again',
  loading: 'One moment',
}
