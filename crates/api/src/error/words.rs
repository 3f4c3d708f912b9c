//! The sentences: what happened, what is safe, what to do. Korean for people at work: short, 해요체.

use super::Error;
use crate::wire::Language;

type Sentences = [&'static str; 3];

/// The stable name of an error and its three sentences.
pub(super) fn of(error: &Error, language: Language) -> (&'static str, Sentences) {
    let (code, ko, en) = both(error);
    (code, if language == Language::Ko { ko } else { en })
}

#[rustfmt::skip]
fn both(error: &Error) -> (&'static str, Sentences, Sentences) {
    match error {
        Error::NotFound => ("not_found",
            ["찾는 것이 없어요.", "바뀐 것은 없어요.", "주소를 확인하거나 목록에서 다시 열어 주세요."],
            ["That is not here.", "Nothing was changed.", "Check the address, or open it from its list again."]),
        Error::SignedOut => ("signed_out",
            ["로그인이 끝났어요.", "저장한 내용과 초안은 그대로 있어요.", "다시 로그인해 주세요."],
            ["You are signed out.", "What was saved is kept, drafts too.", "Sign in again."]),
        Error::WrongSignIn => ("wrong_sign_in",
            ["이메일이나 비밀번호가 맞지 않아요.", "바뀐 것은 없어요.", "다시 입력하거나 관리자에게 새 링크를 요청해 주세요."],
            ["The e-mail or the password is not right.", "Nothing was changed.", "Try again, or ask an administrator for a new link."]),
        Error::StaleLink => ("stale_link",
            ["이미 썼거나 기한이 지난 링크예요.", "계정은 그대로 있어요.", "새 링크를 요청해 주세요."],
            ["The link was used before, or its time is over.", "The account is as it was.", "Ask for a new link."]),
        Error::Forbidden => ("forbidden",
            ["이 작업을 할 권한이 없어요.", "바뀐 것은 없어요.", "필요하면 관리자에게 권한을 요청해 주세요."],
            ["You do not have the right to do this.", "Nothing was changed.", "Ask an administrator if you need it."]),
        Error::ForeignPage => ("foreign_page",
            ["다른 사이트에서 보낸 요청이라 받지 않았어요.", "바뀐 것은 없어요.", "마루 화면에서 다시 시도해 주세요."],
            ["The request came from another page and was not taken.", "Nothing was changed.", "Try again from Maru itself."]),
        Error::BadRequest => ("bad_request",
            ["요청을 읽을 수 없어요.", "바뀐 것은 없어요.", "새로 고친 뒤 다시 시도해 주세요."],
            ["The request cannot be read.", "Nothing was changed.", "Reload and try again."]),
        Error::WrongMethod => ("wrong_method",
            ["이 주소에서는 할 수 없는 요청이에요.", "바뀐 것은 없어요.", "API 설명을 확인해 주세요."],
            ["This address does not take that method.", "Nothing was changed.", "See the description of the API."]),
        Error::TooLarge => ("too_large",
            ["너무 커서 받을 수 없어요.", "바뀐 것은 없어요.", "나누거나 줄여서 다시 보내 주세요."],
            ["It is too large to be taken.", "Nothing was changed.", "Send it in smaller parts."]),
        Error::WrongMedia => ("wrong_media",
            ["받지 않는 형식이에요.", "바뀐 것은 없어요.", "다른 형식으로 다시 보내 주세요."],
            ["That kind of file is not taken.", "Nothing was changed.", "Send it in another form."]),
        Error::Invalid(_) => ("invalid",
            ["입력한 값을 확인해 주세요.", "저장된 것은 없어요.", "표시된 항목을 고친 뒤 다시 저장해 주세요."],
            ["Some values are not right.", "Nothing was saved.", "Correct what is marked and save again."]),
        Error::DamagedFile { .. } => ("damaged_file",
            ["파일에 잘못된 줄이 있어요.", "한 줄도 반영하지 않았어요.", "표시된 줄을 고친 뒤 다시 올려 주세요."],
            ["A line of the file is damaged.", "No line was taken over.", "Correct the line named and upload again."]),
        Error::SetupRefused(_) => ("setup_refused",
            ["이대로는 게시할 수 없어요.", "지금 쓰는 설정은 그대로예요.", "표시된 곳을 고친 뒤 다시 게시해 주세요."],
            ["It cannot be published like this.", "The setup in force is as it was.", "Correct what is marked and publish again."]),
        Error::TooMany { .. } => ("too_many",
            ["요청이 너무 많아요.", "바뀐 것은 없어요.", "잠시 뒤에 다시 시도해 주세요."],
            ["Too many requests.", "Nothing was changed.", "Wait a moment and try again."]),
        Error::StaleOffer => ("stale_offer",
            ["이미 끝난 배정이에요.", "고객은 순번을 지키고 있거나 다른 상담사와 연결됐어요.", "다음 배정을 기다려 주세요."],
            ["That offer is over.", "The customer has kept the place in line, or is with somebody else.", "Wait for the next one."]),
        Error::WrongState => ("wrong_state",
            ["지금 상태에서는 할 수 없어요.", "상담은 그대로 있어요.", "화면의 상태를 확인해 주세요."],
            ["That is not possible as things stand.", "The contact is as it was.", "Look at its state on the screen."]),
        Error::NewerRevision => ("newer_revision",
            ["그사이 다른 사람이 저장했어요.", "먼저 저장한 내용이 남아 있어요.", "새 내용을 불러와 다시 고쳐 주세요."],
            ["Somebody saved in between.", "What was saved first is kept.", "Load it and make your change again."]),
        Error::SlotFull => ("slot_full",
            ["방금 그 시간이 찼어요.", "순번은 그대로예요.", "다른 시간을 골라 주세요."],
            ["That time has just been taken.", "The place in line is kept.", "Choose another time."]),
        Error::SlotPast => ("slot_past",
            ["이미 지난 시간이에요.", "순번은 그대로예요.", "다른 시간을 골라 주세요."],
            ["That time is past.", "The place in line is kept.", "Choose another time."]),
        Error::Slow => ("slow",
            ["응답이 늦어져 멈췄어요.", "처리됐는지 확실하지 않아요.", "화면을 새로 고쳐 확인한 뒤 다시 시도해 주세요."],
            ["It took too long and was stopped.", "It may or may not have been done.", "Reload to see, then try again."]),
        Error::StorageFull => ("storage_full",
            ["서버의 디스크가 가득 찼어요.", "앞서 저장된 것은 모두 안전하고, 이 요청은 처리하지 않았어요.", "운영 담당자에게 알려 주세요. 공간이 생기면 다시 됩니다."],
            ["The server's disk is full.", "Everything acknowledged before is safe; this was not carried out.", "Tell whoever runs the server; it goes on by itself when there is room."]),
        Error::Unavailable => ("unavailable",
            ["지금은 처리할 수 없어요.", "이 요청은 처리하지 않았어요.", "잠시 뒤에 다시 시도해 주세요."],
            ["It cannot be done right now.", "This was not carried out.", "Try again in a moment."]),
        Error::Internal => ("internal",
            ["프로그램에 문제가 생겼어요.", "앞서 저장된 것은 안전해요.", "다시 시도하고, 계속되면 운영 담당자에게 알려 주세요."],
            ["A fault of the program.", "What was saved before is safe.", "Try again; if it goes on, tell whoever runs the server."]),
    }
}
