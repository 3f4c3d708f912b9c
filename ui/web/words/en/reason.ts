export default {
  all: 'All reasons', queue: 'Its queue now',
  contacts: 'Contacts', again: (n: string) => `${n} about a matter that came before`, selfSolved: 'Solved without a person',
  starts: 'Where it starts', tried: 'What customers chose first', withPerson: (n: string) => `${n} with a person in the end`, nothingTried: 'Nothing was chosen yet.',
  removes: 'What would remove it', removesAre: 'These overlap: do not add them up.', upTo: (n: string) => `up to ${n}`, nothingRemoves: 'Nothing stands out.',
  cause: {
    no_article: 'No article is about it.', only_people: 'Neither self-service nor a bot is offered.', article_fell_short: 'The article was read, and a person was needed.',
    bot_fell_short: 'The bot was tried, and a person was needed.', came_again: 'It was not settled at once, and came again.',
  },
}
