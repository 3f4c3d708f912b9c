//! What is wrong with a document, each finding with the sentence that says where.

use std::collections::BTreeMap;

use routing::validate::Finding as Engine;
use routing::{AgentKind, AgentProfile, ReasonId};
use serde_json::Value;

use super::document::{Document, HoursFault, ReasonEntry};
use super::types::{Finding, SetupChange};
use crate::guide;
use crate::languages::Languages;
use crate::wire::{Language, Words};

/// Longest name, in characters.
const NAME_CHARS: usize = 60;
/// Levels of the reason tree.
const LEVELS: usize = 3;
/// Longest announcement or warning, in characters.
const SAID_CHARS: usize = 300;
/// Warnings there may be before ending is suggested.
const WARNINGS: usize = 5;
/// The longest restriction that is proposed, and the latest care.
const RESTRICTION_DAYS: u16 = 365;
const CARE_HOURS: u16 = 168;
/// The most proposals found right before a reason joins.
const JOIN_AFTER: u16 = 1_000;
/// The most ordinary messages of 1,000 that may be flagged.
const FLAGGED_PERMILLE: u16 = 100;
/// Changes listed at most.
const CHANGES: usize = 500;

/// Everything that stands against publishing `document` to these agents.
pub fn findings(
    document: &Document,
    agents: &[AgentProfile],
    languages: &Languages,
    language: Language,
) -> Vec<Finding> {
    let mut out = Found { document, languages, language, findings: Vec::new() };
    out.names();
    out.tree();
    out.hours();
    out.protection();
    out.costs();
    out.restricted(agents);
    out.bots();
    out.references(agents);
    out.findings.extend(guide::findings(document, languages, language));
    // Supervisors who serve no channel are known to the engine, too; a centre that has only them has no agents yet.
    let serving = agents.iter().filter(|agent| !agent.limits.is_empty());
    for finding in routing::validate(&document.policy(1), serving) {
        out.engine(&finding);
    }
    out.findings
}

struct Found<'a> {
    document: &'a Document,
    languages: &'a Languages,
    language: Language,
    findings: Vec<Finding>,
}

impl Found<'_> {
    fn refuse(&mut self, at: String, code: &str, ko: String, en: String) {
        self.findings.push(Finding::refusing(at, code, self.language, ko, en));
    }

    fn place(&self, reason: ReasonId) -> usize {
        self.document.reasons.iter().position(|entry| entry.id == reason).unwrap_or_default()
    }

    fn name(&self, reason: ReasonId) -> String {
        let entry = self.document.reasons.iter().find(|entry| entry.id == reason);
        entry.map_or_else(|| reason.0.to_string(), |entry| entry.name.said(self.language).to_owned())
    }

    /// A text that must be there: one finding for each language it is wrong in.
    fn words(&mut self, at: &str, code: &str, words: &Words, most: usize, (ko, en): (&str, &str)) {
        for (key, fault) in self.languages.said(words, most) {
            self.refuse(format!("{at}/{key}"), code, format!("{ko}: {}.", fault.ko), format!("{en}: {}.", fault.en));
        }
    }

    fn names(&mut self) {
        for (at, entry) in self.document.reasons.iter().enumerate() {
            let Words { ko, en } = entry.called(at);
            let called = (&*format!("사유 {ko}의 이름"), &*format!("Name of reason {en}"));
            self.words(&format!("/reasons/{at}/name"), "name", &entry.name, NAME_CHARS, called);
        }
    }

    fn tree(&mut self) {
        let mut seen: BTreeMap<ReasonId, &ReasonEntry> = BTreeMap::new();
        for (at, entry) in self.document.reasons.iter().enumerate() {
            let name = self.name(entry.id);
            if seen.insert(entry.id, entry).is_some() {
                let id = entry.id.0;
                self.refuse(
                    format!("/reasons/{at}/id"),
                    "twice",
                    format!("사유 번호 {id}이(가) 두 번 쓰였습니다."),
                    format!("Reason id {id} is used twice."),
                );
            }
            if entry.parent.is_some_and(|parent| parent == entry.id || !seen.contains_key(&parent)) {
                self.refuse(
                    format!("/reasons/{at}/parent"),
                    "parent",
                    format!("‘{name}’의 상위 사유가 목록에서 앞에 있지 않습니다."),
                    format!("The parent of “{name}” does not stand before it."),
                );
            }
            let above = std::iter::successors(entry.parent, |id| seen.get(id).and_then(|entry| entry.parent));
            if above.take(LEVELS + 1).count() >= LEVELS {
                self.refuse(
                    format!("/reasons/{at}/parent"),
                    "depth",
                    format!("‘{name}’이(가) {LEVELS}단계보다 깊습니다."),
                    format!("“{name}” is deeper than {LEVELS} levels."),
                );
            }
        }
    }

    fn bots(&mut self) {
        if !(1..=JOIN_AFTER).contains(&self.document.bot_join_after) {
            self.refuse(
                "/bot_join_after".into(),
                "range",
                format!("봇이 사유를 맡기까지 이어서 맞아야 하는 제안은 1~{JOIN_AFTER}건입니다."),
                format!("A reason joins after 1 to {JOIN_AFTER} proposals found right in a row."),
            );
        }
    }

    fn protection(&mut self) {
        let rules = &self.document.protection;
        let restricted = &rules.restricted;
        let said = [
            ("announcement", &rules.announcement, ("안내 문구", "Announcement")),
            ("voice_announcement", &rules.voice_announcement, ("통화 안내 문구", "Announcement of a call")),
            ("restricted/why", &restricted.why, ("이용 제한 고객, 이유", "Restricted customers, why")),
            (
                "restricted/objection",
                &restricted.objection,
                ("이용 제한 고객, 이의 방법", "Restricted customers, how to object"),
            ),
        ];
        for (at, words, called) in said {
            self.words(&format!("/protection/{at}"), "said", words, SAID_CHARS, called);
        }
        for (at, words) in rules.warnings.iter().enumerate() {
            let nth = at + 1;
            let called = (&*format!("{nth}차 경고"), &*format!("Warning {nth}"));
            self.words(&format!("/protection/warnings/{at}"), "said", words, SAID_CHARS, called);
        }
        let tone = rules.tone;
        let ranges = [
            ("warnings", rules.warnings.len() <= WARNINGS),
            ("restriction_days", (1..=RESTRICTION_DAYS).contains(&rules.restriction_days)),
            ("care_hours", (1..=CARE_HOURS).contains(&rules.care_hours)),
            ("tone", tone.sure_permille <= tone.flagged_permille && tone.flagged_permille <= FLAGGED_PERMILLE),
        ];
        for (at, _) in ranges.into_iter().filter(|(_, holds)| !holds) {
            self.refuse(
                format!("/protection/{at}"),
                "range",
                format!("보호 설정이 범위를 벗어났습니다: 경고 {WARNINGS}번, 제한 {RESTRICTION_DAYS}일, 돌봄 {CARE_HOURS}시간, 1,000건 중 {FLAGGED_PERMILLE}건까지이며 확실한 것이 더 많을 수 없습니다."),
                format!("A setting of protection is out of range: at most {WARNINGS} warnings, {RESTRICTION_DAYS} days, {CARE_HOURS} hours, {FLAGGED_PERMILLE} of 1,000 messages, and no more sure ones than flagged ones."),
            );
        }
    }

    /// Nobody may be sent where no one will ever answer.
    fn restricted(&mut self, agents: &[AgentProfile]) {
        use routing::policy::Channel::{Chat, Message};
        let rules = &self.document.protection.restricted;
        let written = rules.channel.is_none_or(|channel| matches!(channel, Chat | Message));
        let channel = rules.channel.unwrap_or(Chat);
        let serves = |agent: &&AgentProfile| {
            agent.limits.get(&channel).is_some_and(|limit| *limit > 0)
                && rules.skill.is_none_or(|skill| agent.skills.contains_key(&skill))
        };
        // A centre that has only a bot and people who serve no channel has no agents yet.
        let works = |agent: &&AgentProfile| agent.kind == AgentKind::Person && !agent.limits.is_empty();
        let mut working = agents.iter().filter(works).peekable();
        let served = !rules.applies() || working.peek().is_none() || working.any(|agent| serves(&agent));
        if !written {
            self.refuse(
                "/protection/restricted/channel".into(),
                "channel",
                "이용 제한 고객의 채널은 채팅이나 메시지여야 합니다.".into(),
                "A restricted customer is served by chat or message.".into(),
            );
        } else if !served {
            self.refuse(
                "/protection/restricted".into(),
                "nobody_can_serve",
                "이용 제한 고객을 그 채널과 스킬로 응대할 상담사가 없습니다.".into(),
                "No agent serves restricted customers by that channel and skill.".into(),
            );
        }
    }

    fn costs(&mut self) {
        let Some(costs) = &self.document.costs else { return };
        let (currency, bounds) = (costs.has_currency(), costs.has_bounds());
        if !currency {
            self.refuse(
                "/costs/currency".into(),
                "currency",
                "통화는 KRW처럼 영문 대문자 세 글자여야 합니다.".into(),
                "A currency has three capital letters, such as KRW.".into(),
            );
        }
        if !bounds {
            self.refuse(
                "/costs".into(),
                "range",
                "단가는 10억까지입니다.".into(),
                "No price may be above one billion.".into(),
            );
        }
    }

    fn hours(&mut self) {
        for (at, entry) in self.document.hours.iter().enumerate() {
            let Err(fault) = entry.calendar() else { continue };
            let (place, ko, en) = match fault {
                HoursFault::Zone => ("zone".into(), "시간대가 올바르지 않습니다", "its zone is not a time zone"),
                HoursFault::Period { weekday } => {
                    (format!("weekly/{weekday}"), "요일 시간이 올바르지 않습니다", "a period of a weekday is not one")
                }
                HoursFault::Exception { place } => {
                    (format!("exceptions/{place}"), "예외일이 올바르지 않습니다", "an exceptional day is not one")
                }
            };
            let (name_ko, name_en) = (entry.name.said(Language::Ko), entry.name.said(Language::En));
            self.refuse(
                format!("/hours/{at}/{place}"),
                "hours",
                format!("상담 시간 ‘{name_ko}’: {ko}."),
                format!("Hours “{name_en}”: {en}."),
            );
        }
    }

    fn references(&mut self, agents: &[AgentProfile]) {
        for (at, entry) in self.document.reasons.iter().enumerate() {
            let name = self.name(entry.id);
            if !self.document.hours.iter().any(|hours| hours.id == entry.hours) {
                self.refuse(
                    format!("/reasons/{at}/hours"),
                    "hours_missing",
                    format!("‘{name}’의 상담 시간이 없습니다."),
                    format!("The hours of “{name}” are not there."),
                );
            }
            let mut bots = entry.bot.into_iter().chain(entry.bot_trial);
            if bots.any(|bot| !agents.iter().any(|agent| agent.agent == bot)) {
                self.refuse(
                    format!("/reasons/{at}/bot"),
                    "bot_missing",
                    format!("‘{name}’의 봇이 없습니다."),
                    format!("The bot of “{name}” is not there."),
                );
            }
            if entry.bot.is_some() && entry.bot_trial.is_some() {
                self.refuse(
                    format!("/reasons/{at}/bot_trial"),
                    "bot_trial",
                    format!("‘{name}’: 봇이 이미 맡은 사유는 시험할 수 없습니다."),
                    format!("“{name}”: a bot has it, so none can try it."),
                );
            }
            let skills = entry.rings.iter().flat_map(|ring| &ring.needs).map(|need| need.skill);
            let unknown = skills.filter(|skill| !self.document.skills.iter().any(|entry| entry.id == *skill)).count();
            if unknown > 0 {
                self.refuse(
                    format!("/reasons/{at}/rings"),
                    "skill_missing",
                    format!("‘{name}’이(가) 없는 스킬을 요구합니다."),
                    format!("“{name}” asks for a skill that is not there."),
                );
            }
        }
    }

    fn engine(&mut self, finding: &Engine) {
        let code = serde_json::to_value(finding).ok();
        let code = code.as_ref().and_then(|value| value.get("finding")).and_then(Value::as_str).unwrap_or("policy");
        let (reason, ko, en) = sentence(finding);
        let (at, ko, en) = match reason {
            Some(reason) => {
                let (at, name) = (self.place(reason), self.name(reason));
                (format!("/reasons/{at}"), format!("‘{name}’: {ko}"), format!("“{name}”: {en}"))
            }
            None => (String::new(), ko.to_string(), en.to_string()),
        };
        self.refuse(at, code, ko, en);
    }
}

/// What the engine has against a policy, in Korean and English, and the reason it is about.
pub fn sentence(finding: &Engine) -> (Option<ReasonId>, &'static str, &'static str) {
    match finding {
        Engine::UnknownReasonMissing => {
            (None, "사유를 모를 때 쓸 사유가 목록에 없습니다.", "The reason that stands in is not in the catalogue.")
        }
        Engine::TooManyReasons => (None, "사유가 너무 많습니다.", "There are too many reasons."),
        Engine::NoRings { reason } => (Some(*reason), "확장 단계가 없습니다.", "there is no ring."),
        Engine::TooManyRings { reason } => (Some(*reason), "확장 단계가 너무 많습니다.", "there are too many rings."),
        Engine::FirstRingLate { reason } => {
            (Some(*reason), "첫 단계는 처음부터 적용되어야 합니다.", "the first ring must hold from the start.")
        }
        Engine::RingAsksMore { reason, .. } => {
            (Some(*reason), "뒤 단계가 앞 단계보다 더 요구합니다.", "a later ring asks for more than the one before.")
        }
        Engine::LevelOutOfRange { reason, .. } => (Some(*reason), "숙련도는 1~5여야 합니다.", "levels go from 1 to 5."),
        Engine::WeightOutOfRange { reason } => {
            (Some(*reason), "긴급도와 중요도는 0~3이어야 합니다.", "urgency and importance go from 0 to 3.")
        }
        Engine::GroupMissing { reason, .. } => {
            (Some(*reason), "콜백 그룹이 없습니다.", "its callback group is not there.")
        }
        Engine::EmptySlots { .. } => {
            (None, "콜백 칸의 길이와 자리는 1 이상이어야 합니다.", "Callback slots need a length and places.")
        }
        Engine::NoCooldown => (
            None,
            "거절하거나 받지 않은 상담이 곧바로 다시 오지 않도록 다시 제안하기까지의 시간은 0보다 길어야 합니다.",
            "A declined offer would come back at once: the time until it may be offered again must be longer than 0.",
        ),
        Engine::NoWayToAPerson { reason, .. } => {
            (Some(*reason), "상담사에게 가는 길이 없습니다.", "there is no way to a person.")
        }
        Engine::NoBound { .. } => (
            None,
            "기다림의 한계를 말할 수 없는 값이 있습니다 (수고 점수, 되돌아온 상담, 제안 시간).",
            "No bound on waiting can be stated: effort cap, return credit or offer deadline.",
        ),
        Engine::NoBoundForReason { reason } => (
            Some(*reason),
            "담당자 기다림이나 마지막 단계가 너무 길어 기다림의 한계를 말할 수 없습니다.",
            "a hold or the last ring is so long that no bound on waiting can be stated.",
        ),
        Engine::NobodyCanServe { reason } => {
            (Some(*reason), "응대할 수 있는 상담사가 없습니다.", "nobody can serve it.")
        }
    }
}

/// Every value that differs, by its place in the document.
pub fn changes(was: Option<&Document>, now: &Document) -> Vec<SetupChange> {
    let json = |document: &Document| serde_json::to_value(document).unwrap_or(Value::Null);
    let mut out = Vec::new();
    differ(String::new(), Some(&was.map_or(Value::Null, json)), Some(&json(now)), &mut out);
    out
}

fn differ(at: String, was: Option<&Value>, now: Option<&Value>, out: &mut Vec<SetupChange>) {
    if was == now || out.len() >= CHANGES {
        return;
    }
    match (was, now) {
        (Some(Value::Object(was)), Some(Value::Object(now))) => {
            let keys: std::collections::BTreeSet<&String> = was.keys().chain(now.keys()).collect();
            for key in keys {
                differ(format!("{at}/{key}"), was.get(key), now.get(key), out);
            }
        }
        (Some(Value::Array(was)), Some(Value::Array(now))) => {
            for place in 0..was.len().max(now.len()) {
                differ(format!("{at}/{place}"), was.get(place), now.get(place), out);
            }
        }
        _ => out.push(SetupChange { at, was: was.cloned(), now: now.cloned() }),
    }
}
