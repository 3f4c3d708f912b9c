import type en from '../en/procedureSetup.ts'

const ko: typeof en = {
  title: '조회·처리 절차',
  about: '회사 시스템에 무엇을 묻고 맡길 수 있는지 정합니다. 봇은 고객이 ‘네’라고 한 뒤에, 상담사는 상담 화면에서 실행합니다. 비밀값은 이름만 적고, 값은 운영 설정에 둡니다.',
  hosts: '허용 호스트', hostsHint: '포트 없이 쉼표로 구분합니다.',
  none: '아직 없습니다.', lookup: '조회', action: '처리', undoOnly: '되돌리기 전용', by: { bot: '봇', agent: '상담사' },
  unnamed: '이름 없음',
  addLookup: '조회 추가', addAction: '처리 추가',
}

export default ko
