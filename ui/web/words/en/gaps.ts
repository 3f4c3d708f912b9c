export default {
  title: 'Looked for and not found',
  about: (days: number) => `What was asked at least twice in the last ${days} days and is in no article. Personal data, numbers and names are out; nobody’s searches are kept. A line goes by itself once an article has it.`,
  like: (others: string) => `also: ${others}`,
  times: 'Times',
  by: { agents: (n: string) => `agents ${n}`, customers: (n: string) => `help centre ${n}`, bots: (n: string) => `bot ${n}` },
  since: 'Since',
  last: (day: string) => `last ${day}`,
  write: 'Write the article',
  writeOf: (words: string) => `Write the article: ${words}`,
  none: 'Everything that was looked for was found.',
}
