//! What the bot says about an article. An article's words are shown as text, whatever stands in them.

use super::mind::Answer;
use crate::customer::types::CustomerArticle;
use crate::models::mark;
use crate::wire::{Language, Words};

/// An answer: the question it is for, the article with its revision, and its steps.
pub fn answer(answer: &Answer, article: &CustomerArticle) -> Words {
    let question = answer.question.as_ref().map(|question| format!("‘{question}’\n")).unwrap_or_default();
    let (title, revision) = (&article.cite.title, article.cite.revision);
    let steps = |one: fn(&Words) -> &str| -> String {
        let lines = article.steps.iter().enumerate().map(|(at, step)| format!("\n{}. {}", at + 1, one(step)));
        lines.collect()
    };
    Words {
        ko: format!("{question}도움말 ‘{}’(개정 {revision})에 이렇게 나와 있어요.{}", title.ko, steps(|step| &step.ko)),
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
            "{question}{} 도움말 ‘{}’(개정 {revision})을 보고 AI가 정리한 답이에요.\n{text}",
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

/// The one question back, with the articles it may have been about.
pub fn clarify(named: &[&CustomerArticle]) -> Words {
    if named.is_empty() {
        return Words {
            ko: "제가 알아듣지 못했어요. 무엇이 궁금하신지 한 번만 더 적어 주시겠어요? 상담사가 필요하시면 ‘상담사’라고 적어 주세요.".into(),
            en: "I did not understand. What is it about, in other words? Write “person” for a person.".into(),
        };
    }
    let list = |one: fn(&CustomerArticle) -> &str| -> String {
        named.iter().enumerate().map(|(at, article)| format!("\n{}. {}", at + 1, one(article))).collect()
    };
    Words {
        ko: format!(
            "확실한 답을 찾지 못했어요. 혹시 이 중에 있나요? 번호를 적어 주세요. 없으면 상담사를 연결해 드릴게요.{}",
            list(|article| &article.cite.title.ko)
        ),
        en: format!(
            "I am not sure I have the answer. Is it one of these? Write its number. Otherwise I connect you to a person.{}",
            list(|article| or(&article.cite.title.en, &article.cite.title.ko))
        ),
    }
}

/// An article without English is shown as it was written.
fn or<'a>(en: &'a str, ko: &'a str) -> &'a str {
    if en.is_empty() { ko } else { en }
}
