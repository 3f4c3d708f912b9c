import type en from '../en/me.ts'

const ko: typeof en = {
  today: '오늘', how: '오늘의 상담', usual: '평소', contacts: '상담 건', solved: '첫 상담 해결', easy: '쉬웠다는 답', ofAnswers: n => `답 ${n}건 중`, handle: '처리 시간',
  load: '부담', settings: '설정', sound: '새 상담 알림음', sessions: '로그인한 곳', thisOne: '지금 이 화면', endOthers: '다른 곳 모두 로그아웃',
  hard: '힘든 상담', breaks: '휴식', only: '본인에게만 보입니다.', strain: '부담',
}

export default ko
