//! What a contact was about, as a form: nothing in it that was not said or done.

mod again;
mod extract;
mod promise;
mod rests;

use serde::{Deserialize, Serialize};

pub use again::said_again;
pub use extract::{extract, sentence_f1};
pub use promise::{Promise, promises};
pub use rests::rests_on;

use crate::redact::redact;
use crate::text::sentences::sentences;

/// Sentences of an extract.
pub const SENTENCES: usize = 4;
/// Turns read of a transcript: the first and the last ones.
const TURNS: usize = 2_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    Customer,
    Agent,
    Bot,
}

/// One turn of a conversation, with the milliseconds since it began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    pub speaker: Speaker,
    pub at_ms: u64,
    pub text: String,
}

/// Something shown to the customer or done for them, from the log of actions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    pub at_ms: u64,
    pub text: String,
    /// Done, or only shown.
    pub done: bool,
}

/// Everything known of a contact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub reason: Option<String>,
    pub turns: Vec<Turn>,
    pub actions: Vec<Action>,
    /// Numbers of the case: order, claim. Not a person's.
    pub identifiers: Vec<String>,
}

/// The form. Every line can be pointed at a turn or an action.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Form {
    pub reason: Option<String>,
    /// The customer's first words that say something, redacted.
    pub own_words: String,
    pub identifiers: Vec<String>,
    pub shown: Vec<String>,
    pub done: Vec<String>,
    pub promises: Vec<Promise>,
    /// Questions of the customer that nobody answered.
    pub open: Vec<String>,
    pub next_step: Option<String>,
    pub extract: Vec<String>,
}

/// Fills the form.
pub fn summarise(contact: &Contact) -> Form {
    let turns = contact.turns.get(..contact.turns.len().min(TURNS)).unwrap_or_default();
    let promises = promises(turns);
    let open = open_questions(turns);
    let actions = |done: bool| {
        contact.actions.iter().filter(|action| action.done == done).map(|action| redact(&action.text)).collect()
    };
    let next_step = promises.last().map(|promise| promise.text.clone()).or_else(|| open.first().cloned());
    Form {
        reason: contact.reason.clone(),
        own_words: redact(own_words(turns)),
        identifiers: contact.identifiers.clone(),
        shown: actions(false),
        done: actions(true),
        promises,
        open,
        next_step,
        extract: extract(turns, SENTENCES).into_iter().map(redact).collect(),
    }
}

/// The first turn of the customer that is more than a greeting.
fn own_words(turns: &[Turn]) -> &str {
    const GREETING: usize = 12;
    let mut said = turns.iter().filter(|turn| turn.speaker == Speaker::Customer).map(|turn| turn.text.trim());
    let first = said.clone().next().unwrap_or_default();
    said.find(|text| text.chars().count() > GREETING).unwrap_or(first)
}

/// Questions after which only the customer spoke.
fn open_questions(turns: &[Turn]) -> Vec<String> {
    let answered = turns.iter().rposition(|turn| turn.speaker != Speaker::Customer).map_or(0, |at| at + 1);
    let last = turns.get(answered..).unwrap_or_default();
    last.iter().flat_map(|turn| sentences(&turn.text)).filter(|text| is_question(text)).map(redact).collect()
}

fn is_question(text: &str) -> bool {
    let text = text.trim_end_matches(['.', '!', ' ', '~']);
    let endings = ["?", "나요", "까요", "가요", "는지요", "을까", "ㄹ까", "되나", "죠", "어떡해요"];
    endings.iter().any(|ending| text.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(speaker: Speaker, text: &str) -> Turn {
        Turn { speaker, at_ms: 0, text: text.into() }
    }

    #[test]
    fn the_form_holds_what_was_said_and_done_and_nothing_else() {
        let contact = Contact {
            reason: Some("refund_status".into()),
            turns: vec![
                turn(Speaker::Customer, "안녕하세요"),
                turn(Speaker::Customer, "지난주에 취소한 주문 환불이 아직 안 들어왔어요. 번호는 010-1234-5678이에요."),
                turn(Speaker::Agent, "확인해 보겠습니다. 내일 오후 3시까지 문자로 알려 드리겠습니다."),
                turn(Speaker::Customer, "배달비도 같이 들어오나요?"),
            ],
            actions: vec![Action { at_ms: 0, text: "환불 재요청".into(), done: true }],
            identifiers: vec!["주문 20261128-0001".into()],
        };
        let form = summarise(&contact);
        assert!(form.own_words.contains("환불이 아직") && !form.own_words.contains("1234"), "{form:?}");
        assert_eq!(form.done, ["환불 재요청"]);
        assert_eq!(form.promises.len(), 1, "{form:?}");
        assert_eq!((form.promises[0].turn, form.promises[0].when.as_deref()), (2, Some("내일 오후 3시까지")));
        assert_eq!(form.open, ["배달비도 같이 들어오나요?"]);
        assert!(form.extract.len() <= SENTENCES);
        assert_eq!(summarise(&Contact::default()), Form::default());
    }
}
