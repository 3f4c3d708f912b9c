import type en from '../en/floor.ts'

const ko: typeof en = {
  title: '현황',
  waiting: '대기', longest: '최장 대기', level: '서비스 레벨', levelTarget: p => `목표 ${p}`, targetOf: time => `목표 ${time}`,
  free: '여유 상담사', of: n => `근무 ${n}명 중`, callbacks: '1시간 내 콜백', protection: '보호 사건',
  queues: '대기열', queue: '접촉사유', people: '상담사', person: '이름', alerts: '알림', staffed: '여유 / 근무', today: '인입 · 응대 · 포기',
  state: '상태', since: '경과', contacts: '상담 건', load: '부하', streak: '힘든 상담 연속', rest: '휴식 필요', noPeople: '아직 출근한 상담사가 없습니다.',
  noQueues: '오늘 들어온 상담이 아직 없습니다.', watch: '보기', disconnected: '연결 끊김', seen: '확인', done: '처리',
  more: n => `${n}건 더`, fewer: '접기', proposed: '제안',
  proposal: { call_back: (names, free) => `${names} 복귀 요청 → 여유 ${free}명`, offer_callbacks: n => `대기 ${n}명에게 콜백 제안` },
  alert: {
    wait_too_long: '약속보다 오래 대기', nobody_there: '상담사 없음', wrap_up_long: '긴 후처리', device_silent: '연결 끊김', protection: '보호',
    callback_late: '콜백 지연', callback_failed: '콜백 실패', many_reveals: '개인정보 다수 열람', bot_below_floor: '봇 해결률 미달', distress: '고객 위기 신호', webhook_dead: '웹훅 중단', storage: '저장 공간',
  },

  back: '현황으로', line: '기다리는 고객', noLine: '지금 기다리는 고객이 없습니다.', place: '순번', customer: '고객', channel: '채널', waited: '대기',
  ring: '조건', ringOf: n => (n === 0 ? '처음 조건' : `${n}단계 완화`), whyWaits: '기다리는 이유', move: '옮기기', moveTo: '옮길 곳', callbacksDue: '예정 콜백',
  asTold: '대기 안내 적중', ofTold: n => `안내 ${n}건 · 60%가 정확`,
  why: {
    nobody_on_duty: '받을 수 있는 근무자 없음', all_busy: (ahead, n) => `앞에 ${ahead}명 · 받을 수 있는 ${n}명 모두 상담 중`,
    kept: (who, until) => `이 문의를 아는 ${who} 님을 ${until}까지 기다림`, offered: who => `${who} 님에게 제안 중`,
  },

  setState: '상태 변경', stateOf: name => `${name} 님 상태`, stateMore: '누가 바꿨는지 본인에게 알려집니다.',
  stateKeeps: n => `진행 중인 상담 ${n}건은 그대로 이어지고, 새 배정만 달라집니다.`,
  now: '지금', noContacts: '진행 중인 상담이 없습니다.', loadOf: (load, capacity) => `${capacity} 중 ${load} · 제안, 상담, 후처리`,
  idle: {
    not_ready: '상담 가능 상태가 아님', device_silent: '연결 끊김', full: '여유 없음', nothing_waiting: '기다리는 고객 없음',
    nothing_qualified: '맡을 수 있는 대기 없음', cooldown: '방금 넘김',
  },
  hersToAnswer: '상담사 차례', customersTurn: '고객 답 대기', day: '오늘', skills: '스킬', noSkills: '등록된 스킬이 없습니다.', onlyHers: '부담 점수는 본인에게만 보입니다. 여기에는 힘든 상담 연속만 나오고, 쉬지 않고 3건부터 휴식 필요입니다.',

  live: '진행 중인 상담', noLive: '지금 상담 중인 사람이 없습니다.', listen: '듣기', whisper: '귓속말', join: '참여', part: '나가기', takeOver: '이어받기', taking: '참여 방법',
  notice: {
    watch: '읽기만 합니다. 상담사 화면에 보는 사람으로 이름이 나오고, 고객은 알지 못합니다.',
    listen: '상담사에게 듣는 중으로 보이고, 고객은 알지 못합니다.',
    whisper: '쓴 말은 상담사만 봅니다. 고객은 알지 못합니다.',
    consult: '상담사가 도움을 청했습니다. 고객은 알지 못합니다.',
    conference: '답장으로 쓴 말이 내 예명으로 고객에게 보입니다.',
  },
  takeOverOf: name => `${name} 님의 상담 이어받기`,
  takeOverMore: '고객은 나와 이어서 이야기하고 내 예명을 봅니다. 앞 상담사는 맡았던 만큼 후처리합니다. 상담은 내 상담 화면으로 옮겨집니다.',
  offers: '배정 제안', noOffers: '아직 아무에게도 제안되지 않았습니다.', offered: (name, at) => `${name} · ${at}`,
  ended: { declined: '넘김', unanswered: '응답 없음', customer_left: '고객 나감', agent_lost: '상담사 연결 끊김', moved: '옮겨짐', refiled: '사유 변경' },

  cases: '보호 사건', noCases: '열린 사건이 없습니다.', told: '고객에게 알린 내용', wish: '상담사가 바라는 조치', steps: '조치 내역', restUntil: '보호 휴식 끝',
  step: { told: '관리자 통보', talked: '상담사 면담', letter: '고객 서면 통지', restriction: '고객 이용 제한', lifted: '제한 해제', counselling: '심리 상담·업무 조정 제안', care_accepted: '돌봄 받기로 함', care_declined: '돌봄 사양', exported: '증거 내려받음', note: '메모', closed: '종결' },
  add: '조치 추가', stepNote: '한 일', chooseCase: '사건을 고르세요.', restrictUntil: '제한 기한', untilAhead: '오늘부터 1년 안의 날짜를 골라 주세요.', restricted: until => `이용 제한 ${until}까지`, warnings: '경고', noWarnings: '경고 없이 마침', warned: (n, at, by) => `${n}차 ${at} ${by}`, careBy: '상담사 돌봄 기한',
  reads: words => `고객은 기한과 함께 이렇게 읽습니다: ${words} 아래에 쓰는 내용은 고객에게 보이지 않습니다.`, onlyShown: '설정에 이용 제한 고객의 상담 방법이 없어, 이 고객을 맡은 사람에게 표시만 됩니다.',
  evidence: '증거 내려받기', evidenceWhy: '어디에 쓰는지', evidenceMore: '안내·경고·대화가 시각과 SHA-256 해시와 함께 담깁니다. 내려받은 사람과 이유가 기록됩니다.',
  unchanged: '보관한 때와 똑같습니다.', altered: '보관한 때와 다릅니다. 운영자에게 알려 주세요.', noHash: '해시가 생기기 전의 사건이라 견줄 수 없습니다.',
  caseState: { open: '접수', in_review: '검토 중', closed: '종결' },
}

export default ko
