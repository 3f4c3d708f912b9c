import type en from '../en/rules.ts'

const ko: typeof en = {
  day_off: '휴무 지정일', not_hers: '배정할 수 없는 근무', too_often: '같은 근무 횟수 초과', days: '약정 근무일 불일치', hours: '약정 근무시간 불일치',
  too_long_in_a_row: '연속 근무일 초과', too_short_in_a_row: '연속 근무일 부족', too_few_off: '연속 휴무일 부족',
  weekends: '주말 근무 횟수 초과', weekend_days: '주말 이틀 연속 근무', rest: '근무 간 휴식 부족', week_hours: '주 법정 근로시간 초과', day_hours: '하루 법정 근로시간 초과',
  night: '야간근로 보호 대상', nights_in_a_row: '연속 야간 초과', rest_after_nights: '야간 후 휴식 부족', pauses: '휴게시간 부족', seats: '좌석보다 많은 인원',
}

export default ko
