import type en from '../en/setup.ts'

const ko: typeof en = {
  parts: { triage: '사유·트리아지', people: '사람·스킬', hours: '상담 시간', policy: '정책', versions: '버전', sites: '사이트' },
  reason: '접촉사유', known: '아는 고객', unknown: '모르는 고객', never: '안 함', urgency: '긴급도', customer: '고객 중요도', company: '회사 중요도',
  target: '목표 응답(초)', usual: '보통 걸리는 시간(분)', rule: '배정 규칙', needs: '단계별 필요 스킬', after: s => `${s} 뒤`, anyone: '누구나',
  nameKo: '이름 (한국어)', nameEn: '이름 (영어)', hard: '힘든 상담', hold: '담당자 기다림(초)',
  see: '고객이 지금 보는 화면', asKnown: '아는 고객으로', asUnknown: '모르는 고객으로',
  check: '점검', publish: '게시', publishNote: '무엇을 왜 바꿨는지', publishable: '게시할 수 있음', refused: '아직 게시할 수 없음', changes: n => `변경 ${n}건`,
  draftSaved: '초안 저장됨', unpublished: '게시된 것과 다름', same: '게시된 것과 같음',
  restore: '되돌리기', restored: v => `${v}판 복원`, current: '적용 중', version: '버전', by: '게시자', note: '메모', when: '시각',
  name: '이름', alias: '예명', email: '이메일', roles: '역할', skills: '스킬', add: '사람 추가', link: '1회용 링크', linkOnce: '본인에게 전해 주세요. 한 번만 표시됩니다.', active: '사용',
  role: { agent: '상담사', supervisor: '관리자', planner: '인력 담당', quality: '품질 담당', admin: '운영자', client: '원청사' },
  days: ['월', '화', '수', '목', '금', '토', '일'], closedDay: '휴무', exceptions: '예외일', zone: '시간대',
  offers: '배정 제안', deadline: '표시 시간(초)', cooldown: '다시 묻지 않는 시간(초)', missed: '연속 무응답 후 자리 비움', wrap: '후처리 기준(초)',
  callbacks: '콜백', tries: '시도 횟수', retry: '다시 걸 때까지(분)', slot: '한 칸(분)', places: '칸마다 자리',
  bots: '봇', botDeadline: '봇 최장 시간(분)', botFloor: '해결률 하한(%)', effort: '고객 수고 점수(초)', cap: '최대', strain: '상담사 부담', breath: '힘든 상담 연속 후 숨 고르기', breathFor: '숨 고르기(초)', pause: '처음부터 다시 세는 휴식(분)',
  strainNames: { ten_minutes: '쉬지 않은 10분마다 점수', hard_in_a_row: '연속한 힘든 상담마다 점수', abuse: '오늘 보호마다 점수', short_rest: '근무 전 짧은 휴식 점수' },
  protectRest: '보호 휴식(분)',
  effortNames: { transfer_ms: '전달마다', repeat_ms: '재문의마다', broken_promise_ms: '어긴 약속마다', waited_minute_ms: '기다린 1분마다', cap_ms: '최대' },
  chats: '동시 채팅', calls: '동시 콜백', watches: '상담을 받지 않는 사람에게는 배정이 오지 않습니다. 관리자는 그래도 모든 상담을 보고 참여하고 이어받을 수 있습니다.',
  readAgain: '내 수정은 버리고 새 내용 불러오기',
  asks: '수고 질문 다음에 만족도도 묻기',
  page: '고객 화면', snippet: '사이트에 넣을 위젯', origins: '위젯을 띄울 주소',
}

export default ko
