//! Words near a number that say what it is; the nearest counts, what stands before it more than what follows.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Scanned;

/// What a cue speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cue {
    /// A number of the company's: order, parcel, coupon, model.
    Keep,
    NationalId,
    /// The number of nine digits of the United States.
    SocialSecurity,
    Card,
    Account,
    Phone,
    Business,
    Licence,
    Passport,
    Secret,
}

/// How many characters may stand between a number and a cue before it, and one after it.
const REACH: usize = 20;
const AFTER: usize = 9;
/// What is a verb or any noun as well speaks for a number close by only: "주문한 치킨이 안 와서요 …".
const LOOSE: usize = 8;
/// A word of the day that is the name of a bank where the number follows at once: "하나 123-…", "토스예요".
const TIGHT: usize = 4;
/// After a number the same, and what says that it is the company's.
const AT_ONCE: usize = 2;

/// Cues with their reach; `_` is a space.
const CUES: [(Option<Cue>, usize, &str); 18] = [
    (
        Some(Cue::Keep),
        REACH,
        "주문번호 주문_번호 주문내역 송장 운송장 등기 배송조회 대한통운 로젠 경동택배 롯데택배 한진택배 우체국택배 편의점택배 \
         접수번호 접수_번호 예약번호 예약_번호 승인번호 거래번호 관리번호 문의번호 상담번호 일련번호 상품번호 민원번호 고지번호 \
         납부번호 문서번호 사건번호 영수증번호 회원번호 고객번호 결제번호 확인번호 인증번호 발급번호 허가번호 신고번호 핀번호 \
         핀_번호 쿠폰 쿠폰번호 상품권 기프트 기프트카드 기프티콘 티켓 모델 시리얼 바코드 전자납부 추적 코드 품번 부품 이케아 \
         제품번호",
    ),
    (
        Some(Cue::Keep),
        REACH,
        "isbn imei order_n order_id order_# tracking invoice ticket serial reference coupon voucher booking case_ model parcel \
         confirmation sku barcode waybill shipment gift_card gift_code giftcard windows version",
    ),
    (Some(Cue::Keep), LOOSE, "주문 택배 접수 예약 한진 cj order dhl fedex ems ups 버전 좌표 위도 경도"),
    (
        Some(Cue::NationalId),
        REACH,
        "주민 주번 외국인등록 외국인_등록 외국인번호 거소 거소신고 생년월일 민증 등록증 뒷자리 뒷번호 national_id alien arc \
         registration_n",
    ),
    (Some(Cue::NationalId), LOOSE, "등록번호 본인확인 본인_확인"),
    (Some(Cue::SocialSecurity), REACH, "ssn social_security"),
    (Some(Cue::Card), REACH, "카드 비자 마스터 아멕스 card cards visa mastercard amex"),
    (
        Some(Cue::Account),
        REACH,
        "계좌 입금 예금주 통장 송금 이체 국민은행 신한 우리은행 하나은행 농협 기업은행 카카오뱅크 카뱅 토스뱅크 케이뱅크 케뱅 \
         새마을금고 새마을 우체국 수협 신협 은행 아이엠뱅크 im뱅크 kb국민 keb하나 축협 kdb ibk 저축은행 산림조합 account bank iban routing",
    ),
    (
        Some(Cue::Account),
        TIGHT,
        "국민 우리 하나 기업 토스 카카오 제일 씨티 부산 대구 광주 전북 제주 경남 산업 증권 kb nh mg sc",
    ),
    (
        Some(Cue::Phone),
        REACH,
        "전화 연락처 핸드폰 휴대폰 휴대전화 폰번호 폰번 안심번호 회사_번호 집_번호 유선 팩스 내선 번호로_연락 hp h.p phone \
         telephone mobile call_me tel whatsapp cell fax text_me reach_me",
    ),
    (
        Some(Cue::Business),
        REACH,
        "사업자 사업자등록 사업자등록번호 사업자등록증 사업자_등록번호 사업자_등록_번호 법인 법인등록번호 business_registration \
         business_number",
    ),
    (Some(Cue::Licence), REACH, "면허 면허증 licen"),
    (Some(Cue::Passport), REACH, "여권 passport"),
    (
        Some(Cue::Secret),
        REACH,
        "비밀번호 비밀_번호 비번 패스워드 패스코드 보안코드 보안_코드 cvc cvv cvc2 cvv2 cvn password passwd passcode pin security_code",
    ),
    // Begin like cues and are none.
    (
        None,
        0,
        "국민연금 국민건강 국민신문고 국민체육 국민지원 우리도 우리는 우리가 하나도 하나만 하나는 하나가 부산에 제주도",
    ),
    (None, 0, "accountant accounting"),
    (None, 0, "토스트 카카오톡 카톡 전화위복"),
    (None, 0, "주문자 예약자"),
];

struct Entry {
    word: Vec<char>,
    cue: Option<Cue>,
    reach: usize,
}

/// By their first character, longest first.
static ENTRIES: LazyLock<HashMap<char, Vec<Entry>>> = LazyLock::new(|| {
    let mut entries: HashMap<char, Vec<Entry>> = HashMap::new();
    for (cue, reach, words) in CUES {
        for word in words.split_whitespace() {
            let word: Vec<char> = word.replace('_', " ").chars().collect();
            if let Some(&first) = word.first() {
                entries.entry(first).or_default().push(Entry { word, cue, reach });
            }
        }
    }
    entries.values_mut().for_each(|list| list.sort_by_key(|entry| std::cmp::Reverse(entry.word.len())));
    entries
});

/// A cue where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    begin: usize,
    pub end: usize,
    pub cue: Cue,
    reach: usize,
}

/// Every cue of a text, in order: of two that overlap the first, of two that begin together the longer.
pub fn all(chars: &[char]) -> Vec<Said> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(first) = chars.get(at) {
        let entry = ENTRIES.get(first).and_then(|list| list.iter().find(|entry| stands(chars, at, entry)));
        if let Some(Entry { word, cue: Some(cue), reach }) = entry {
            all.push(Said { begin: at, end: at + word.len(), cue: *cue, reach: *reach });
        }
        at += entry.map_or(1, |entry| entry.word.len());
    }
    all
}

fn stands(chars: &[char], at: usize, entry: &Entry) -> bool {
    let end = at + entry.word.len();
    if chars.get(at..end) != Some(&entry.word) {
        return false;
    }
    let before = at.checked_sub(1).and_then(|before| chars.get(before));
    if entry.reach == TIGHT && before.is_some_and(|c| c.is_alphanumeric()) {
        return false;
    }
    // Not within a Latin word: hotel, cellar.
    let latin = |c: Option<&char>| c.is_some_and(char::is_ascii_alphabetic);
    let short = entry.word.len() <= 4 && latin(entry.word.last());
    !(latin(entry.word.first()) && latin(before) || short && latin(chars.get(end)))
}

/// The cue that counts for a number.
pub fn nearest(text: &Scanned, begin: usize, end: usize) -> Option<Cue> {
    let cues = text.cues();
    let next = cues.partition_point(|said| said.end <= begin);
    let before = cues.get(..next).into_iter().flatten().rev().take(4);
    before.filter(|said| begin - said.end <= said.reach).map(|said| said.cue).next().or_else(|| behind(text, end))
}

/// The cue that follows a number.
pub fn behind(text: &Scanned, end: usize) -> Option<Cue> {
    let cues = text.cues();
    let after = cues.get(cues.partition_point(|said| said.begin < end))?;
    let reach = if after.reach == TIGHT || after.cue == Cue::Keep { AT_ONCE } else { AFTER };
    (after.begin - end <= reach && (after.cue != Cue::Keep || after.reach == REACH)).then_some(after.cue)
}

/// Whether a text has a cue at all.
pub fn speaks(text: &str) -> bool {
    !Scanned::of(text).cues().is_empty()
}
