export default {
  title: 'How conversations go', are: 'The customer’s last three turns, in words. Of conversations, not of people.',
  trend: { sharper: 'growing sharper', sharp: 'stays sharp', calmer: 'calmed down' },
  waiting: 'waiting',
}
