import type en from '../en/floor.ts'

const ko: typeof en = {
  title: '현황',
  waiting: '대기', longest: '최장 대기', level: '서비스 레벨', levelTarget: p => `목표 ${p}`,
  free: '여유 상담사', of: n => `근무 ${n}명 중`, talking: '상담 중', callbacks: '1시간 내 콜백', protection: '보호 사건',
  queues: '대기열', queue: '접촉사유', people: '상담사', person: '이름', alerts: '알림', staffed: '여유 / 근무', today: '인입 · 응대 · 포기',
  target: '목표', state: '상태', since: '경과', contacts: '상담 건', load: '부하', streak: '힘든 상담 연속', rest: '휴식 필요', noPeople: '아직 출근한 상담사가 없습니다.',
  noQueues: '오늘 들어온 상담이 아직 없습니다.', noAlerts: '지금 손볼 일이 없습니다.', watch: '보기', setState: '상태 변경', disconnected: '연결 끊김',
  seen: '확인', done: '처리',
  proposal: { call_back: (names, free) => `${names} 복귀 요청 → 여유 ${free}명`, offer_callbacks: n => `대기 ${n}명에게 콜백 제안` },
  alert: {
    wait_too_long: '약속보다 오래 대기', nobody_there: '상담사 없음', wrap_up_long: '긴 후처리', device_silent: '연결 끊김', protection: '보호',
    callback_late: '콜백 지연', callback_failed: '콜백 실패', many_reveals: '개인정보 다수 열람', webhook_dead: '웹훅 중단', storage: '저장 공간',
  },
  why: { nobody_on_duty: '근무자 없음', all_busy: (ahead, n) => `앞에 ${ahead} · ${n}명 모두 상담 중`, kept: who => `${who} 기다리는 중`, offered: who => `${who} 님에게 제안 중` },
  cases: '보호 사건', noCases: '열린 사건이 없습니다.', evidence: '보관된 대화', notice: '고객에게 알린 내용', wish: '상담사가 바라는 조치', steps: '조치 내역', restUntil: '보호 휴식 끝',
  step: { told: '관리자 통보', talked: '상담사 면담', letter: '고객 서면 통지', restriction: '고객 이용 제한', counselling: '심리 상담', note: '메모', closed: '종결' },
  add: '조치 추가', stepNote: '한 일',
}

export default ko
