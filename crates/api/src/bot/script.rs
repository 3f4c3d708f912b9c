//! Scripted tests of what the bot does: lines of a customer with the move each must bring. They are kept in the setup
//! document and played, by the bot's own mind on today's articles, before a version is published.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::mind::{self, Move, Shelf, Stand};
use crate::customer::view;
use crate::error::Result;
use crate::procedures::declared::Runner;
use crate::setup::document::Document;
use crate::setup::types::Finding;
use crate::wire::Language;

/// Scripts of a document.
const SCRIPTS: usize = 100;
/// Lines of a script.
const LINES: usize = 30;
/// Longest name or line, in characters.
const CHARS: usize = 500;

/// A conversation as it must go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Script {
    pub name: String,
    /// The reason whose bot is asked; a reason without a bot is played on its own articles alone.
    pub reason: u32,
    pub lines: Vec<ScriptLine>,
}

/// What the customer writes and what the bot must do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptLine {
    pub says: String,
    pub expect: Expected,
    /// The article it must answer from.
    pub article: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// The next step of the article at hand.
    Step,
    /// It closes the contact as solved.
    Solved,
    /// It answers every question.
    Answer,
    /// It asks what was meant.
    Clarify,
    /// It runs a procedure, or asks for what that needs.
    Procedure,
    HandOver,
}

impl Expected {
    fn of(next: &Move) -> Expected {
        match next {
            Move::Step => Expected::Step,
            Move::Solved => Expected::Solved,
            Move::Answer(_) => Expected::Answer,
            Move::Clarify(_) => Expected::Clarify,
            Move::Run(..) => Expected::Procedure,
            Move::HandOver(_) => Expected::HandOver,
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Expected::Step => ("다음 단계", "the next step"),
            Expected::Solved => ("해결로 마침", "closing as solved"),
            Expected::Answer => ("답변", "an answer"),
            Expected::Clarify => ("되묻기", "a question back"),
            Expected::Procedure => ("절차 실행", "a procedure"),
            Expected::HandOver => ("상담사 연결", "a hand-over"),
        }
    }
}

/// A line that brought something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed {
    /// Place of the line, from 0.
    pub line: usize,
    pub got: Expected,
}

/// Plays a script from a fresh conversation; the first line that goes otherwise.
pub fn play(shelf: &Shelf, lines: &[ScriptLine]) -> std::result::Result<(), Failed> {
    let mut stand = Stand::default();
    for (line, want) in lines.iter().enumerate() {
        let next = mind::decide(shelf, &mut stand, &want.says);
        let got = Expected::of(&next);
        let cited = want.article.is_none_or(|article| next.answers().iter().any(|answer| answer.article == article));
        if got != want.expect || !cited {
            return Err(Failed { line, got });
        }
    }
    Ok(())
}

/// What stands against publishing a document whose scripts fail, each with the line that fails.
pub fn findings(view: &Connection, centre: u32, document: &Document, language: Language) -> Result<Vec<Finding>> {
    let scripts = &document.bot_scripts;
    if scripts.len() > SCRIPTS {
        return Ok(vec![finding(
            "/bot_scripts".into(),
            language,
            format!("흐름 시험은 {SCRIPTS}개까지입니다."),
            format!("There may be {SCRIPTS} scripts."),
        )]);
    }
    let mut out = Vec::new();
    let mut shelves: BTreeMap<u32, Option<Shelf>> = BTreeMap::new();
    for (at, script) in scripts.iter().enumerate() {
        let name = &script.name;
        let long = |text: &str| text.trim().is_empty() || text.chars().count() > CHARS;
        let spoilt = long(name) || script.lines.is_empty() || script.lines.len() > LINES;
        if spoilt || script.lines.iter().any(|line| long(&line.says)) {
            out.push(finding(
                format!("/bot_scripts/{at}"),
                language,
                format!("흐름 시험 ‘{name}’: 이름과 1~{LINES}개의 줄이 있어야 하고 각각 {CHARS}자까지입니다."),
                format!("Script “{name}” needs a name and 1 to {LINES} lines of at most {CHARS} characters."),
            ));
            continue;
        }
        let shelf = match shelves.entry(script.reason) {
            Entry::Occupied(built) => built.into_mut(),
            Entry::Vacant(place) => place.insert(shelf(view, centre, document, script.reason)?),
        };
        let Some(shelf) = shelf else {
            out.push(finding(
                format!("/bot_scripts/{at}/reason"),
                language,
                format!("흐름 시험 ‘{name}’의 사유가 목록에 없습니다."),
                format!("The reason of script “{name}” is not in the catalogue."),
            ));
            continue;
        };
        if let Err(Failed { line, got }) = play(shelf, &script.lines) {
            let Some(want) = script.lines.get(line) else { continue };
            let (says, (want_ko, want_en), (got_ko, got_en)) = (&want.says, want.expect.words(), got.words());
            let article = want.article.filter(|_| got == want.expect);
            let (of_ko, of_en) = match article {
                Some(id) => (format!(" (도움말 {id})"), format!(" from article {id}")),
                None => Default::default(),
            };
            out.push(finding(
                format!("/bot_scripts/{at}/lines/{line}"),
                language,
                format!(
                    "흐름 시험 ‘{name}’ {}번째 줄 ‘{says}’: 예상은 {want_ko}{of_ko}, 실제는 {got_ko}입니다.",
                    line + 1
                ),
                format!("Script “{name}”, line {} “{says}”: expected {want_en}{of_en}, got {got_en}.", line + 1),
            ));
        }
    }
    Ok(out)
}

/// What a script is refused for.
fn finding(at: String, language: Language, ko: String, en: String) -> Finding {
    Finding::refusing(at, "bot_script", language, ko, en)
}

/// What the bot of a reason may answer from under a document: the articles of that reason and of its others.
/// None: there is no such reason.
pub fn shelf(view: &Connection, centre: u32, document: &Document, reason: u32) -> Result<Option<Shelf>> {
    let Some(entry) = document.reasons.iter().find(|entry| entry.id.0 == reason) else { return Ok(None) };
    let bot = entry.bot.or(entry.bot_trial);
    let others = document.reasons.iter().filter(|other| other.bot.is_some() && other.bot == bot);
    let others = others.map(|other| other.id.0).filter(|other| *other != reason);
    let mut found = Vec::new();
    for reason in std::iter::once(reason).chain(others) {
        found.extend(view::articles(view, centre, reason)?);
    }
    // Acting keeps to the reason itself, and to one that a bot has or tries.
    let procedures = document.procedures.serving(reason, Runner::Bot);
    Ok(Some(Shelf::of(found, procedures.filter(|_| bot.is_some()))))
}
