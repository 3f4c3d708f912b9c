/** Rules that a roster can break. One that only the protection of the law breaks is told as `not_hers` to who may not see it. */
export default {
  day_off: 'must be off', not_hers: 'a shift she cannot be given', too_often: 'shift too often', days: 'days agreed', hours: 'hours agreed',
  too_long_in_a_row: 'too many days in a row', too_short_in_a_row: 'too few days in a row', too_few_off: 'too few days off in a row',
  weekends: 'too many weekends', weekend_days: 'both days of a weekend', rest: 'too little rest', week_hours: 'more than the law’s hours in a week',
  day_hours: 'more than the law’s hours on a day', night: 'protected from night work', nights_in_a_row: 'too many nights in a row', rest_after_nights: 'too little rest after nights',
  pauses: 'too short breaks for so many hours', seats: 'more people than seats',
}
