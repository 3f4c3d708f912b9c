import type en from '../en/beside.ts'

const ko: typeof en = {
  title: (a, b) => `‘${a}’ · ‘${b}’ 나란히 보기`,
  pick: name => `나란히 볼 시나리오로 선택: ${name}`, beside: '나란히 보기', chooseTwo: '시나리오 둘을 선택하면 나란히 볼 수 있습니다.',
  otherDays: '서로 다른 날의 시나리오입니다. 값이 아니라 각자 그날 실제와의 차이만 비교하세요.',
  lower: (what, first, second, a, b) => `${what}: ‘${first}’ 쪽이 낮음 (${a}, ‘${second}’ ${b})`,
  nothing: '확실한 것이 없습니다. 구간이 있는 지표는 모두 겹칩니다.',
  how: '두 시나리오의 95% 구간이 서로 겹치지 않는 지표만 적습니다. 엄격한 기준이라, 적지 않은 지표도 다를 수 있습니다.',
  apart: '둘의 차이', certain: '확실', uncertain: '우연일 수 있음',
  against: '그날 실제와의 차이',
  close: '비교 닫기',
}

export default ko
