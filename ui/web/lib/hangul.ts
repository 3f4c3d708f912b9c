// ㅎㅂ finds 환불: a consonant in the query stands for any syllable that begins with it.
const initials = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'

const initial = (c: string) => {
  const i = c.charCodeAt(0) - 0xac00
  return i >= 0 && i < 11172 ? initials[Math.floor(i / 588)] : c
}

export function matches(text: string, query: string) {
  const t = [...text.toLowerCase().replaceAll(' ', '')]
  const q = [...query.toLowerCase().replaceAll(' ', '')]
  return t.some((_, at) =>
    q.every((c, i) => t[at + i] === c || (initials.includes(c) && initial(t[at + i] ?? '') === c)),
  )
}
