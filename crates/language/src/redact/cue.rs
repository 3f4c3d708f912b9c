//! Words near a number that say what it is; the nearest counts, what stands before it more than what follows.

use super::Scanned;

/// What a cue speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cue {
    /// A number of the company's: order, parcel, coupon, model.
    Keep,
    NationalId,
    Card,
    Account,
    Phone,
    Business,
    Licence,
    Passport,
}

/// How far before and after a number a cue may stand (characters).
const BEFORE: usize = 24;
const AFTER: usize = 10;

const CUES: [(&str, Cue); 103] = [
    ("주문", Cue::Keep),
    ("송장", Cue::Keep),
    ("운송장", Cue::Keep),
    ("택배", Cue::Keep),
    ("접수", Cue::Keep),
    ("예약", Cue::Keep),
    ("쿠폰", Cue::Keep),
    ("상품권", Cue::Keep),
    ("기프트", Cue::Keep),
    ("승인번호", Cue::Keep),
    ("거래번호", Cue::Keep),
    ("관리번호", Cue::Keep),
    ("문의번호", Cue::Keep),
    ("상담번호", Cue::Keep),
    ("티켓", Cue::Keep),
    ("모델", Cue::Keep),
    ("시리얼", Cue::Keep),
    ("일련번호", Cue::Keep),
    ("바코드", Cue::Keep),
    ("상품번호", Cue::Keep),
    ("민원번호", Cue::Keep),
    ("고지번호", Cue::Keep),
    ("전자납부", Cue::Keep),
    ("납부번호", Cue::Keep),
    ("문서번호", Cue::Keep),
    ("사건번호", Cue::Keep),
    ("영수증번호", Cue::Keep),
    ("추적", Cue::Keep),
    ("회원번호", Cue::Keep),
    ("고객번호", Cue::Keep),
    ("isbn", Cue::Keep),
    ("order", Cue::Keep),
    ("tracking", Cue::Keep),
    ("invoice", Cue::Keep),
    ("ticket", Cue::Keep),
    ("serial", Cue::Keep),
    ("reference", Cue::Keep),
    ("coupon", Cue::Keep),
    ("voucher", Cue::Keep),
    ("booking", Cue::Keep),
    ("case ", Cue::Keep),
    ("model", Cue::Keep),
    ("parcel", Cue::Keep),
    ("confirmation", Cue::Keep),
    ("sku", Cue::Keep),
    ("barcode", Cue::Keep),
    ("주민", Cue::NationalId),
    ("외국인등록", Cue::NationalId),
    ("거소신고", Cue::NationalId),
    ("생년월일", Cue::NationalId),
    ("민증", Cue::NationalId),
    ("ssn", Cue::NationalId),
    ("social security", Cue::NationalId),
    ("national id", Cue::NationalId),
    ("카드", Cue::Card),
    ("비자", Cue::Card),
    ("마스터", Cue::Card),
    ("아멕스", Cue::Card),
    ("card", Cue::Card),
    ("visa", Cue::Card),
    ("mastercard", Cue::Card),
    ("amex", Cue::Card),
    ("계좌", Cue::Account),
    ("입금", Cue::Account),
    ("예금주", Cue::Account),
    ("통장", Cue::Account),
    ("송금", Cue::Account),
    ("이체", Cue::Account),
    ("국민", Cue::Account),
    ("신한", Cue::Account),
    ("우리은행", Cue::Account),
    ("하나은행", Cue::Account),
    ("농협", Cue::Account),
    ("기업은행", Cue::Account),
    ("카카오뱅크", Cue::Account),
    ("카뱅", Cue::Account),
    ("토스뱅크", Cue::Account),
    ("케이뱅크", Cue::Account),
    ("새마을", Cue::Account),
    ("우체국", Cue::Account),
    ("수협", Cue::Account),
    ("신협", Cue::Account),
    ("은행", Cue::Account),
    ("제일", Cue::Account),
    ("account", Cue::Account),
    ("bank", Cue::Account),
    ("iban", Cue::Account),
    ("routing", Cue::Account),
    ("전화", Cue::Phone),
    ("연락처", Cue::Phone),
    ("핸드폰", Cue::Phone),
    ("휴대폰", Cue::Phone),
    ("폰번호", Cue::Phone),
    ("번호로 연락", Cue::Phone),
    ("phone", Cue::Phone),
    ("mobile", Cue::Phone),
    ("call me", Cue::Phone),
    ("tel", Cue::Phone),
    ("whatsapp", Cue::Phone),
    ("사업자", Cue::Business),
    ("법인", Cue::Business),
    ("면허", Cue::Licence),
    ("licen", Cue::Licence),
];
const PASSPORT: [&str; 2] = ["여권", "passport"];

/// The cue that counts for a number.
pub fn nearest(text: &Scanned, begin: usize, end: usize) -> Option<Cue> {
    let before =
        (begin.saturating_sub(BEFORE)..begin).rev().find_map(|at| cue(text, at).filter(|(_, to)| *to <= begin));
    before
        .map(|(cue, _)| cue)
        .or_else(|| (end..end + AFTER).find_map(|at| cue(text, at)).map(|(cue, _)| cue).filter(|cue| *cue != Cue::Keep))
}

fn cue(text: &Scanned, at: usize) -> Option<(Cue, usize)> {
    if let Some((_, length)) = text.any(at, &PASSPORT) {
        return Some((Cue::Passport, at + length));
    }
    CUES.iter().find(|(word, _)| text.has(at, word)).map(|(word, cue)| (*cue, at + word.chars().count()))
}
