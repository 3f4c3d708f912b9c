export default {
  today: 'Today',
  forecast: 'Forecast',
  schedule: 'Schedule',
  requests: 'Requests',
  adherence: 'Adherence',
  capacity: 'Capacity',
  'what-if': 'What if',
  settings: 'Settings',
}
