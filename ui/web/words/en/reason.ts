export default {
  all: 'All reasons', queue: 'Its queue now',
  contacts: 'Contacts', open: (n: string) => `${n} still open`, again: (n: string) => `${n} about a matter that came before`,
  starts: 'Where it starts', tried: 'What customers chose first', withPerson: (n: string) => `${n} with a person in the end`, nothingTried: 'Nothing was chosen yet.',
  removes: 'What would remove it', removesAre: 'These overlap: do not add them up.', upTo: (n: string) => `up to ${n}`, nothingRemoves: 'Nothing stands out.',
  about: (price: string) => `about ${price}`, beside: (was: string, is: string) => `${was} → ${is} contacts`, worthIs: 'Money: contacts × cost per contact of this time.',
  mend: 'See to it',
  cause: {
    no_article: 'No article is about it.', only_people: 'Neither self-service nor a bot is offered.', article_fell_short: 'The article was read, and a person was needed.',
    bot_fell_short: 'The bot was tried, and a person was needed.', came_again: 'It was not settled at once, and came again.',
  },
}
