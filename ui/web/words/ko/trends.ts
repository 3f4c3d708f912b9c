import type en from '../en/trends.ts'

const ko: typeof en = {
  title: '대화 흐름', are: '고객의 최근 세 마디를 말로 옮긴 것입니다. 사람에 대한 점수가 아닙니다.',
  trend: { sharper: '거칠어지는 중', sharp: '계속 거침', calmer: '누그러짐' },
  waiting: '대기 중',
}

export default ko
