export default {
  take: '파일을 초안으로 가져오기 (maru tune --out의 JSON)',
  taken: '파일 내용을 초안에 넣었습니다. 게시 전에 바뀐 곳을 확인하세요.',
  notJson: 'JSON 파일이 아닙니다. 바뀐 것은 없습니다.',
}
