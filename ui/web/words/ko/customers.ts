import type en from '../en/customers.ts'

const ko: typeof en = {
  title: '고객',
  find: '고객 찾기',
  hint: '이름, 전화번호 전체, 이메일 전체, 고객 번호',
  go: '찾기',
  recorded: '조회 기록이 남습니다.',
  more: '결과가 더 있습니다. 더 자세히 입력하세요.',
  nobody: '일치하는 고객이 없습니다.',
  choose: '왼쪽에서 찾아 고객을 고르세요.',
  openCases: n => `열린 문의 ${n}건`,
  lastContact: when => `마지막 상담 ${when}`,
  matters: '열린 문의',
  order: '주문',
  timeline: '지난 상담 전체',
  noMatters: '열린 문의가 없습니다.',
  noContacts: '아직 상담이 없습니다.',
  identity: '고객 정보',
  segment: '구분',
  key: '고객 번호',
  language: '언어',
  since: '등록',
  effort: '열린 문의의 고객 수고',
  orders: '주문',
  restrictions: '이용 제한',
  until: when => `${when}까지`,
  opened: when => `${when} 접수`,
  back: '검색으로',
}

export default ko
