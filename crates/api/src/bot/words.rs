//! What the bot says about an article. An article's words are shown as text, whatever stands in them.

use super::mind::{Answer, Why};
use crate::customer::types::CustomerArticle;
use crate::models::mark;
use crate::procedures::declared::{Field, Procedure, ValueKind};
use crate::procedures::rows::{Failure, Run, RunState};
use crate::procedures::view;
use crate::wire::{Language, WaitRange, Words};

const MINUTE_MS: i64 = 60_000;

/// An answer: the question it is for, the article with its revision, and its steps.
pub fn answer(answer: &Answer, article: &CustomerArticle) -> Words {
    let question = answer.question.as_ref().map(|question| format!("‘{question}’\n")).unwrap_or_default();
    let (title, revision) = (&article.cite.title, article.cite.revision);
    let steps = |one: fn(&Words) -> &str| -> String {
        let lines = article.steps.iter().enumerate().map(|(at, step)| format!("\n{}. {}", at + 1, one(step)));
        lines.collect()
    };
    Words {
        ko: format!("{question}도움말 ‘{}’({revision}판)에 이렇게 나와 있어요.{}", title.ko, steps(|step| &step.ko)),
        en: format!(
            "{question}From the article “{}” (revision {revision}):{}",
            or(&title.en, &title.ko),
            steps(|step| or(&step.en, &step.ko))
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
            title.ko
        ),
        en: format!(
            "{question}{} From the article “{}” (revision {revision}), put in words by AI:\n{text}",
            mark(Language::En),
            or(&title.en, &title.ko)
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
    let list = |one: fn(&Words) -> &str| -> String {
        named.iter().enumerate().map(|(at, title)| format!("\n{}. {}", at + 1, one(title))).collect()
    };
    Words {
        ko: format!(
            "확실한 답을 찾지 못했어요. 혹시 이 중에 있나요? 번호를 적어 주세요. 없으면 상담사를 연결해 드릴게요.{}",
            list(|title| &title.ko)
        ),
        en: format!(
            "I am not sure I have the answer. Is it one of these? Write its number. Otherwise I connect you to a person.{}",
            list(|title| or(&title.en, &title.ko))
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
        ko: format!("필요한 내용을 적어 주세요: {}{how_ko}{}", field.name.ko, choices(Language::Ko)),
        en: format!("Please write: {}{how_en}{}", field.name.en, choices(Language::En)),
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
        ko: format!("[‘{}’ 절차를 시작해요]", name.ko), en: format!("[begins “{}”]", or(&name.en, &name.ko))
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
        (_, Some(Failure::Answer)) => ("답이 정해진 형식과 다름", "the answer is not what was declared"),
        _ => ("실행하지 못함", "it could not be run"),
    };
    let (after_ko, after_en) = match state {
        RunState::Unsure => ("처리 여부 확인 필요", "whether it was done must be checked"),
        _ => ("바뀐 것 없음", "nothing was changed"),
    };
    Words {
        ko: format!("봇이 ‘{}’ 절차를 마치지 못했습니다: {ko}. {after_ko}.", name.ko),
        en: format!("The bot did not finish “{}”: {en}; {after_en}.", or(&name.en, &name.ko)),
    }
}

/// An article without English is shown as it was written.
fn or<'a>(en: &'a str, ko: &'a str) -> &'a str {
    if en.is_empty() { ko } else { en }
}
