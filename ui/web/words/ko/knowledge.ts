import type en from '../en/knowledge.ts'

const ko: typeof en = {
  title: '지식',
  find: '지식 찾기',
  hint: '단어나 초성',
  reason: '접촉사유',
  anyReason: '모든 사유',
  add: '새 문서',
  edit: '고치기',
  none: '일치하는 문서가 없습니다.',
  choose: '왼쪽에서 문서를 고르세요.',
  steps: '안내 순서',
  step: n => `${n}단계`,
  addStep: '단계 추가',
  removeStep: '삭제',
  revision: n => `${n}판`,
  changedBy: (who, when) => `${who} · ${when}`,
  takes: time => `보통 ${time} 소요`,
  takesMinutes: '보통 걸리는 시간(분)',
  reasons: '접촉사유',
  state: '상태',
  states: { draft: '작성 중', published: '게시', retired: '사용 안 함' },
  name: { ko: '제목(한국어)', en: '제목(영어)' },
  about: { ko: '한 줄 설명(한국어)', en: '한 줄 설명(영어)' },
  inKo: '한국어',
  inEn: '영어',
  back: '목록으로',
  newer: '그사이 다른 사람이 새 판을 저장했습니다. 쓰던 글은 여기 남아 있으니, 문서를 다시 열어 비교하세요.',
}

export default ko
