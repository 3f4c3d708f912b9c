export default {
  title: 'Prices', are: 'Reports show money by these alone. What has no price is left out, and no figure is made up.',
  none: 'No prices yet, so no report shows money.', enter: 'Enter prices', remove: 'Remove the prices',
  currency: 'Currency (KRW, USD …)', agentHour: 'An hour of an agent with contacts', bot: 'A contact with a bot',
  message: (channel: string) => `A message sent: ${channel}`, minute: (channel: string) => `A minute connected: ${channel}`,
  notANumber: 'Write a number such as 8.4, or leave it empty.',
  cost: 'What it costs', total: 'Together',
  part: { agent_time: 'Agents’ time', bot_sessions: 'Bot', messages: 'Messages', minutes: 'Minutes' },
  anHour: (price: string) => `${price} an hour`, aMinute: (price: string) => `${price} a minute`, each: (price: string) => `${price} each`,
  pieces: (n: string) => n,
  noPrice: 'no price, left out',
  leftOut: 'Left out: time without a contact, rooms, licences, training. The prices are those published now.',
}
