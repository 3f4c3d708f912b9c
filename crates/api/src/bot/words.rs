//! What the bot says about an article. An article's words are shown as text, whatever stands in them.

use language::text::hangul::ends_in;

use super::mind::{Answer, Why};
use crate::customer::types::CustomerArticle;
use crate::models::mark;
use crate::procedures::declared::{Field, Procedure, ValueKind};
use crate::procedures::rows::{Failure, Run, RunState};
use crate::procedures::view;
use crate::wire::{Language, WaitRange, Words};

const MINUTE_MS: i64 = 60_000;

/// Who it is, and how it begins: with an article, or with what it can do.
pub fn hello(walks: bool, acts: &[Words]) -> Words {
    if walks {
        return Words {
            ko: "안녕하세요. 저는 봇이에요. 도움말을 한 단계씩 안내해 드릴게요. 언제든 ‘상담사’라고 하시면 바로 연결해 드려요.".into(),
            en: "Hello, I am a bot. I go through the help article with you step by step. Say “person” at any time and I connect you.".into(),
        };
    }
    let list = |language| -> String { acts.iter().map(|name| format!("\n- {}", name.said(language))).collect() };
    Words {
        ko: format!(
            "안녕하세요. 저는 봇이에요. 이런 일을 바로 도와드릴 수 있어요. 필요한 것을 그대로 적어 주세요. 언제든 ‘상담사’라고 하시면 바로 연결해 드려요.{}",
            list(Language::Ko)
        ),
        en: format!(
            "Hello, I am a bot. This is what I can do right now; write what you need. Say “person” at any time and I connect you.{}",
            list(Language::En)
        ),
    }
}

/// Who it is, to somebody who has said what she came for: it goes on with that.
pub fn hello_at_once() -> Words {
    Words {
        ko:
            "안녕하세요. 저는 봇이에요. 적어 주신 내용부터 바로 도와드릴게요. 언제든 ‘상담사’라고 하시면 연결해 드려요."
                .into(),
        en: "Hello, I am a bot. I begin with what you wrote. Say “person” at any time and I connect you.".into(),
    }
}

/// Who it is, to somebody it has served before in the same contact.
pub fn back() -> Words {
    Words {
        ko: "다시 봇이에요. 이어서 도와드릴게요. 궁금한 점을 그대로 적어 주세요. 상담사가 필요하시면 ‘상담사’라고 적어 주세요.".into(),
        en: "The bot again. I go on where we were: write what you need, or “person” for a person.".into(),
    }
}

/// The last word to somebody who was helped.
pub fn bye() -> Words {
    Words {
        ko: "도움이 되었다니 다행이에요. 좋은 하루 보내세요.".into(),
        en: "Glad it helped. Have a good day.".into(),
    }
}

/// Questions beside something to be done that no article answers.
pub fn not_found(questions: &[&str]) -> Words {
    let list: String = questions.iter().map(|question| format!("‘{question}’ ")).collect();
    Words {
        ko: format!(
            "{list}— 이 부분은 답을 찾지 못했어요. 부탁하신 일부터 도와드릴게요. 답이 필요하시면 ‘상담사’라고 적어 주세요."
        ),
        en: format!(
            "{list}— to this I have found no answer. I go on with what you asked me to do; write “person” for the rest."
        ),
    }
}

/// An answer: the question it is for, the article with its revision, and its steps.
pub fn answer(answer: &Answer, article: &CustomerArticle) -> Words {
    let question = answer.question.as_ref().map(|question| format!("‘{question}’\n")).unwrap_or_default();
    let (title, revision) = (&article.cite.title, article.cite.revision);
    let steps = |language| -> String {
        let lines = article.steps.iter().enumerate().map(|(at, step)| format!("\n{}. {}", at + 1, step.said(language)));
        lines.collect()
    };
    Words {
        ko: format!(
            "{question}도움말 ‘{}’({revision}판)에 이렇게 나와 있어요.{}",
            title.said(Language::Ko),
            steps(Language::Ko)
        ),
        en: format!(
            "{question}From the article “{}” (revision {revision}):{}",
            title.said(Language::En),
            steps(Language::En)
        ),
    }
}

/// The same in a model's words, which says so.
pub fn by_model(answer: &Answer, article: &CustomerArticle, text: &str) -> Words {
    let question = answer.question.as_ref().map(|question| format!("‘{question}’\n")).unwrap_or_default();
    let (title, revision) = (&article.cite.title, article.cite.revision);
    Words {
        ko: format!(
            "{question}{} 도움말 ‘{}’({revision}판)을 보고 AI가 정리한 답이에요.\n{text}",
            mark(Language::Ko),
            title.said(Language::Ko)
        ),
        en: format!(
            "{question}{} From the article “{}” (revision {revision}), put in words by AI:\n{text}",
            mark(Language::En),
            title.said(Language::En)
        ),
    }
}

/// The one question back, with what it may have been about.
pub fn clarify(named: &[&Words]) -> Words {
    if named.is_empty() {
        return Words {
            ko: "제가 알아듣지 못했어요. 무엇이 궁금하신지 한 번만 더 적어 주시겠어요? 상담사가 필요하시면 ‘상담사’라고 적어 주세요.".into(),
            en: "I did not understand. What is it about, in other words? Write “person” for a person.".into(),
        };
    }
    if let [one] = named {
        return Words {
            ko: format!(
                "혹시 ‘{}’ 말씀이신가요? ‘네’ 또는 ‘아니요’로 적어 주세요. 아니라면 상담사를 연결해 드릴게요.",
                one.said(Language::Ko)
            ),
            en: format!(
                "Is it “{}” that you mean? Write “yes” or “no”. If not, I connect you to a person.",
                one.said(Language::En)
            ),
        };
    }
    let list = |language| -> String {
        named.iter().enumerate().map(|(at, title)| format!("\n{}. {}", at + 1, title.said(language))).collect()
    };
    Words {
        ko: format!(
            "확실한 답을 찾지 못했어요. 혹시 이 중에 있나요? 번호를 적어 주세요. 없으면 상담사를 연결해 드릴게요.{}",
            list(Language::Ko)
        ),
        en: format!(
            "I am not sure I have the answer. Is it one of these? Write its number. Otherwise I connect you to a person.{}",
            list(Language::En)
        ),
    }
}

/// Whether that was it.
pub fn solved() -> Words {
    Words {
        ko: "해결되셨나요? 더 궁금한 점은 그대로 적어 주시고, 상담사가 필요하시면 ‘상담사’라고 적어 주세요.".into(),
        en: "Did that solve it? Ask on as you like, or write “person” for a person.".into(),
    }
}

/// Asks for what a procedure needs.
pub fn ask(field: &Field) -> Words {
    let choices = |language| -> String {
        field.choices.iter().map(|choice| format!("\n- {}", choice.name.said(language))).collect()
    };
    let (how_ko, how_en) = match field.kind {
        ValueKind::Date => (" (예: 2026-11-29)", " (such as 2026-11-29)"),
        ValueKind::YesNo => (" (네 / 아니요)", " (yes / no)"),
        _ => ("", ""),
    };
    Words {
        ko: format!("{} 적어 주세요.{how_ko}{}", as_object(field.name.said(Language::Ko)), choices(Language::Ko)),
        en: format!("Please write: {}{how_en}{}", field.name.said(Language::En), choices(Language::En)),
    }
}

/// A name with the particle of an object; both where the name ends in no syllable.
fn as_object(name: &str) -> String {
    let particle = match name.chars().next_back().and_then(ends_in) {
        Some((true, _)) => "을",
        Some((false, _)) => "를",
        None => "을(를)",
    };
    format!("{name}{particle}")
}

/// Asks for something personal, apart from the conversation.
pub fn ask_apart(field: &Field) -> Words {
    Words {
        ko: format!(
            "{} 아래 칸에 적어 주세요. 개인정보라 대화에는 남지 않고, 처리가 끝나면 바로 지워요.",
            as_object(field.name.said(Language::Ko))
        ),
        en: format!(
            "Please fill in the field below: {}. It stays out of the conversation and is forgotten when this is done.",
            field.name.said(Language::En)
        ),
    }
}

/// What she typed was forgotten meanwhile, or the server was started anew.
pub fn lost() -> Words {
    Words {
        ko: "잠시 멈췄다가 이어서 할게요. 아직 바뀐 것은 없어요. 적어 주셨던 내용은 지워져서 다시 부탁드려요.".into(),
        en: "There was a pause. Nothing was changed yet. What you typed is gone, so please enter it again.".into(),
    }
}

/// Before a question is asked again after a pause.
pub fn again() -> Words {
    Words {
        ko: "잠시 멈췄다가 이어서 할게요. 아직 바뀐 것은 없으니 다시 여쭤볼게요.".into(),
        en: "There was a pause. Nothing was changed yet, so I ask again.".into(),
    }
}

/// Her answer, as a line of hers.
pub fn answered(yes: bool) -> Words {
    let (ko, en) = if yes { ("네", "Yes") } else { ("아니요", "No") };
    Words { ko: ko.into(), en: en.into() }
}

/// It cannot be taken back by the bot: why, and that a person is next.
pub fn not_undone(name: &Words, how: NotUndone) -> Words {
    let (ko, en) = match how {
        NotUndone::Late => (
            "되돌릴 수 있는 시간이 지나 처리된 그대로예요",
            "The time to take it back has passed, and it stands as it was done",
        ),
        NotUndone::Failed => {
            ("되돌리지 못해서 처리된 그대로예요", "I could not take it back, and it stands as it was done")
        }
        NotUndone::Unsure => (
            "되돌려졌는지 확인되지 않아요. 다시 누르지 않으셔도 돼요",
            "I cannot tell whether it was taken back. You need not press again",
        ),
    };
    Words {
        ko: format!("‘{}’: {ko}. 상담사가 이어서 도와드릴게요.", name.said(Language::Ko)),
        en: format!("“{}”: {en}. A person goes on with you.", name.said(Language::En)),
    }
}

/// Why something was not taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotUndone {
    Late,
    /// Nothing was changed.
    Failed,
    Unsure,
}

/// Told to colleagues: the customer took something back, or wanted to.
pub fn undo_noted(name: &Words, how: Option<NotUndone>) -> Words {
    let (ko, en) = match how {
        None => ("고객이 봇과의 대화에서 되돌렸습니다.", "the customer took it back with the bot."),
        Some(NotUndone::Late) => (
            "고객이 되돌리려 했으나 기한이 지났습니다. 바뀐 것 없음.",
            "the customer wanted it taken back, after its time; nothing was changed.",
        ),
        Some(NotUndone::Failed) => (
            "고객이 되돌리려 했으나 실패했습니다. 바뀐 것 없음.",
            "the customer wanted it taken back, which failed; nothing was changed.",
        ),
        Some(NotUndone::Unsure) => (
            "고객이 되돌리려 했으나 처리 여부를 모릅니다. 확인 필요.",
            "the customer wanted it taken back; whether it was must be checked.",
        ),
    };
    Words {
        ko: format!("‘{}’: {ko}", name.said(Language::Ko)), en: format!("“{}”: {en}", name.said(Language::En))
    }
}

/// Which of her orders.
pub fn which_order(orders: &[(String, String)]) -> Words {
    let list: String =
        orders.iter().take(9).enumerate().map(|(at, (key, title))| format!("\n{}. {key} {title}", at + 1)).collect();
    Words {
        ko: format!("어느 주문인가요? 번호를 적어 주세요.{list}"),
        en: format!("Which order is it? Write its number.{list}"),
    }
}

/// What is asked before anything is changed.
pub fn confirm(procedure: &Procedure, run: &Run) -> Words {
    let asked = view::told(procedure, &procedure.confirm, run);
    Words {
        ko: format!("{}\n진행하려면 ‘네’, 그만두려면 ‘아니요’라고 적어 주세요.", asked.ko),
        en: format!("{}\nWrite “yes” to go on, or “no” to leave it.", asked.en),
    }
}

/// What the bot would begin, for who looks at its tries.
pub fn would_run(name: &Words) -> Words {
    Words {
        ko: format!("[‘{}’ 절차를 시작해요]", name.said(Language::Ko)),
        en: format!("[begins “{}”]", name.said(Language::En)),
    }
}

pub fn on_its_way() -> Words {
    Words {
        ko: "확인하고 있어요. 잠시만 기다려 주세요.".into(), en: "I am on it. One moment, please.".into()
    }
}

pub fn dropped() -> Words {
    Words {
        ko: "네, 진행하지 않을게요. 바뀐 것은 없어요. 다른 궁금한 점이 있으면 적어 주세요.".into(),
        en: "All right, I leave it. Nothing was changed. Ask on as you like.".into(),
    }
}

/// That a person is asked for, with the wait where it is known.
pub fn handed_over(wait: Option<WaitRange>) -> Words {
    let minutes = wait.map(|wait| (wait.low_ms / MINUTE_MS, ((wait.high_ms + MINUTE_MS - 1) / MINUTE_MS).max(1)));
    let (ko, en) = match minutes {
        None => (String::new(), String::new()),
        Some((low, high)) if low < 1 => {
            (format!(" {high}분 안에 연결될 것 같아요."), format!(" It should take less than {high} min."))
        }
        Some((low, high)) if low >= high => {
            (format!(" {high}분쯤 걸릴 것 같아요."), format!(" It should take about {high} min."))
        }
        Some((low, high)) => {
            (format!(" {low}~{high}분쯤 걸릴 것 같아요."), format!(" It should take {low} to {high} min."))
        }
    };
    Words {
        ko: format!("상담사를 찾고 있어요.{ko} 적어 주신 내용은 상담사에게 그대로 전해지니 다시 적지 않으셔도 돼요."),
        en: format!("A person is being asked for.{en} What you wrote goes with you: you need not say it again."),
    }
}

/// Said before a person comes: what is safe.
pub fn person_next(why: Why, state: RunState) -> Words {
    let (ko, en) = match (why, state) {
        (_, RunState::Unsure) => (
            "처리되었는지 확인되지 않아요. 다시 요청하지 않으셔도 상담사가 바로 확인해 드릴게요.",
            "I cannot tell whether it went through. You need not ask again: a person will check it.",
        ),
        (Why::Limit, _) => (
            "제가 처리할 수 있는 한도를 넘어요. 아직 바뀐 것은 없고, 상담사를 연결해 드릴게요.",
            "That is above what I may do. Nothing was changed; I connect you to a person.",
        ),
        (Why::Record, _) => (
            "필요한 내용을 여기서는 확인할 수 없어요. 바뀐 것은 없고, 상담사를 연결해 드릴게요.",
            "I cannot make sure of what is needed for that here. Nothing was changed; I connect you to a person.",
        ),
        _ => (
            "지금은 처리하지 못했어요. 바뀐 것은 없고, 상담사를 연결해 드릴게요.",
            "I could not do that now. Nothing was changed; I connect you to a person.",
        ),
    };
    Words { ko: ko.into(), en: en.into() }
}

/// Told to colleagues: what the bot tried and why it did not go on.
pub fn why(name: &Words, why: Why, failure: Option<Failure>, state: RunState) -> Words {
    let (ko, en) = match (why, failure) {
        (Why::Limit, _) => ("봇 한도 초과", "above the bot's limit"),
        (Why::Record, _) => {
            ("고객 기록에 없거나 확인되지 않은 값", "a value that is not on record or not made sure of")
        }
        (_, Some(Failure::Time)) => ("시간 안에 답이 없음", "no answer in time"),
        (_, Some(Failure::Unreachable)) => ("시스템에 연결되지 않음", "the system cannot be reached"),
        (_, Some(Failure::Refused)) => ("시스템이 거절함", "the system said no"),
        (_, Some(Failure::Trouble)) => ("시스템 장애", "the system is in trouble"),
        (_, Some(Failure::Stopped | Failure::Gone)) => ("실행 도중에 서버가 멈춤", "the server stopped in the middle"),
        (_, Some(Failure::Answer)) => ("답이 정해진 형식과 다름", "the answer is not what was declared"),
        _ => ("실행하지 못함", "it could not be run"),
    };
    let (after_ko, after_en) = match state {
        RunState::Unsure => ("처리 여부 확인 필요", "whether it was done must be checked"),
        _ => ("바뀐 것 없음", "nothing was changed"),
    };
    Words {
        ko: format!("봇이 ‘{}’ 절차를 마치지 못했습니다: {ko}. {after_ko}.", name.said(Language::Ko)),
        en: format!("The bot did not finish “{}”: {en}; {after_en}.", name.said(Language::En)),
    }
}
