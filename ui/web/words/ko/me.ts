import type en from '../en/me.ts'

const ko: typeof en = {
  shifts: '내 근무표',
  today: '오늘', how: '오늘의 상담', usual: '평소', contacts: '상담 건', solved: '첫 상담 해결', easy: '쉬웠다는 답', ofAnswers: n => `답 ${n}건 중`, handle: '처리 시간',
  load: '부담', settings: '설정', sound: '새 상담 알림음', sessions: '로그인한 곳', thisOne: '지금 이 화면', endOthers: '다른 곳 모두 로그아웃',
  canned: '상용구', cannedAre: '대화창에서 /를 누르면 찾을 수 있습니다.', ofAll: '전체', change: '수정', remove: '삭제', noCanned: '아직 없습니다.', addCanned: '상용구 추가', cannedTitle: '짧은 이름', cannedBody: '내용', forAll: '모든 상담사에게', save: '저장',
  only: '본인에게만 보입니다.', strain: '부담', breaksTaken: (n, time) => `오늘 휴식 ${n}회, 모두 ${time}.`,
  sum: { ten: time => `쉬지 않고 일한 ${time}, 10분마다`, hard: '연속한 힘든 상담', abuse: '오늘 보호를 쓴 상담', rest: '근무 전 짧은 휴식' },
  rules: (pause, hard, breath) => `${pause} 쉬면 처음부터 다시 셉니다. 힘든 상담 ${hard}건 연속 뒤에는 ${breath} 숨 고르기.`,
}

export default ko
