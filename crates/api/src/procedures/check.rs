//! What is wrong with declared procedures, each finding with the field and the reason.

use std::collections::{BTreeMap, BTreeSet};

use super::declared::{Field, InputSource, Method, Procedure, ProcedureKind, ProcedureStep, Runner, Undo, ValueKind};
use super::template::{self, Broken};
use crate::config::Config;
use crate::egress::{Egress, host_of};
use crate::languages::Languages;
use crate::setup::document::Document;
use crate::setup::types::Finding;
use crate::state::App;
use crate::wire::{Language, Words};

/// Longest text value, in characters.
pub const TEXT_CHARS: usize = 300;
const HOSTS: usize = 20;
const PROCEDURES: usize = 50;
const NAME_CHARS: usize = 60;
const ASKS: usize = 30;
const ASK_CHARS: usize = 100;
const INPUTS: usize = 8;
const STEPS: usize = 5;
const TAKES: usize = 10;
const CHOICES: usize = 20;
const HEADERS: usize = 10;
const HEADER_CHARS: usize = 500;
const BODY_BYTES: usize = 8 * 1024;
/// Longest question, or sentence told, in characters.
const SAID_CHARS: usize = 500;
const STEP_MS: std::ops::RangeInclusive<u32> = 100..=10_000;
/// All steps together, in ms: shorter than a request may take.
const ALL_MS: u32 = 25_000;
/// A week.
const UNDO_MIN: u32 = 10_080;
/// Headers that belong to the connection or to Maru.
const OWN_HEADERS: [&str; 9] = [
    "host",
    "connection",
    "content-length",
    "content-type",
    "transfer-encoding",
    "expect",
    "upgrade",
    "idempotency-key",
    "user-agent",
];

/// Everything that stands against publishing the document's procedures.
pub fn findings(
    document: &Document,
    config: &Config,
    egress: &Egress,
    languages: &Languages,
    language: Language,
) -> Vec<Finding> {
    let all = &document.procedures;
    let at = "/procedures".into();
    let mut out = Found { document, config, egress, languages, language, at, name: None, findings: Vec::new() };
    let name = |host: &String| !host.contains(['/', ':', '@', '{', ' ']) && !host.is_empty();
    let fine =
        all.hosts.len() <= HOSTS && all.hosts.iter().all(|host| name(host) && *host == host.to_ascii_lowercase());
    out.need(
        fine,
        "hosts",
        "허용 호스트는 소문자 이름으로 20개까지입니다.",
        "hosts are names in lower case, at most 20.",
    );
    out.need(all.list.len() <= PROCEDURES, "list", "절차는 50개까지입니다.", "there may be 50 procedures.");
    let mut ids = BTreeSet::new();
    for (place, procedure) in all.list.iter().enumerate().take(PROCEDURES) {
        out.at = format!("/procedures/list/{place}");
        out.name = Some(procedure.name.clone());
        let fresh = procedure.id > 0 && ids.insert(procedure.id);
        out.need_fresh(fresh);
        out.procedure(procedure);
    }
    out.findings
}

/// The same of one procedure alone, by its place in the list; the sentences do not name it.
pub fn of_one(document: &Document, app: &App, languages: &Languages, language: Language, place: usize) -> Vec<Finding> {
    let list = &document.procedures.list;
    let Some(procedure) = list.get(place) else { return Vec::new() };
    let (config, egress) = (app.config(), app.egress());
    let at = format!("/procedures/list/{place}");
    let mut out = Found { document, config, egress, languages, language, at, name: None, findings: Vec::new() };
    let fresh = procedure.id > 0 && list.iter().filter(|other| other.id == procedure.id).count() == 1;
    out.need_fresh(fresh);
    out.procedure(procedure);
    out.findings
}

struct Found<'a> {
    document: &'a Document,
    config: &'a Config,
    egress: &'a Egress,
    languages: &'a Languages,
    language: Language,
    /// JSON pointer of what is looked at.
    at: String,
    name: Option<Words>,
    findings: Vec<Finding>,
}

/// Fields known so far, by key.
type Known<'a> = BTreeMap<&'a str, &'a Field>;

impl Found<'_> {
    fn need(&mut self, holds: bool, field: &str, ko: &str, en: &str) {
        if holds {
            return;
        }
        let (ko, en) = match &self.name {
            Some(name) => {
                let (in_ko, in_en) = (name.said(Language::Ko), name.said(Language::En));
                (format!("절차 ‘{in_ko}’: {ko}"), format!("Procedure “{in_en}”: {en}"))
            }
            None => (ko.to_owned(), en.to_owned()),
        };
        self.findings.push(Finding::refusing(format!("{}/{field}", self.at), "procedure", self.language, ko, en));
    }

    /// A text that must be there: one finding for each language it is wrong in.
    fn text(&mut self, field: &str, words: &Words, most: usize, (ko, en): (&str, &str)) {
        for (key, fault) in self.languages.said(words, most) {
            let (ko, en) = (format!("{ko}: {}.", fault.ko), format!("{en}: {}.", fault.en));
            self.need(false, &format!("{field}/{key}"), &ko, &en);
        }
    }

    fn need_fresh(&mut self, fresh: bool) {
        self.need(fresh, "id", "번호가 없거나 다른 절차와 같습니다.", "its number is 0 or another's.");
    }

    fn procedure(&mut self, one: &Procedure) {
        self.text("name", &one.name, NAME_CHARS, ("이름", "name"));
        let there = |id: &u32| self.document.reasons.iter().any(|reason| reason.id.0 == *id);
        let (reasons, bot) = (one.reasons.iter().all(there), one.run_by.contains(&Runner::Bot));
        self.need(reasons, "reasons", "없는 사유가 있습니다.", "a reason is not in the catalogue.");
        let run = !one.run_by.is_empty() || one.reasons.is_empty();
        self.need(run, "run_by", "실행할 수 있는 쪽이 없습니다.", "nobody may run it.");
        let short = |ask: &String| !ask.trim().is_empty() && ask.chars().count() <= ASK_CHARS;
        self.need(
            one.asks.len() <= ASKS && one.asks.iter().all(short) && (!bot || !one.asks.is_empty()),
            "asks",
            "고객의 말은 100자까지 30개까지이고, 봇이 실행하려면 하나 이상 필요합니다.",
            "what customers say goes up to 30 texts of 100 characters, and a bot needs one at least.",
        );
        let known = self.inputs(one);
        let known = self.steps(one, known);
        self.words(one, &known);
        self.changes(one, &known);
    }

    fn inputs<'p>(&mut self, one: &'p Procedure) -> Known<'p> {
        let mut known = Known::new();
        self.need(one.inputs.len() <= INPUTS, "inputs", "입력은 8개까지입니다.", "there may be 8 inputs.");
        for (place, input) in one.inputs.iter().enumerate() {
            let at = format!("inputs/{place}/field");
            self.field(&at, &input.field, &mut known);
            let kinds: &[ValueKind] = match input.from {
                InputSource::Asked => continue,
                InputSource::Contact => &[ValueKind::Number, ValueKind::Text],
                _ => &[ValueKind::Text],
            };
            self.need(
                kinds.contains(&input.field.kind),
                &format!("{at}/kind"),
                "고객 기록에서 오는 값은 글자여야 합니다.",
                "what comes from the customer's record is a text.",
            );
        }
        known
    }

    fn field<'p>(&mut self, at: &str, field: &'p Field, known: &mut Known<'p>) {
        let fresh = template::is_key(&field.key) && field.key != "secret" && known.insert(&field.key, field).is_none();
        self.need(
            fresh,
            &format!("{at}/key"),
            "값의 이름은 영문 소문자·숫자·밑줄 30자까지이고 겹칠 수 없습니다.",
            "the key of a value is lower case letters, digits and _, at most 30, and only once.",
        );
        let key = &field.key;
        let called = (&*format!("값 ‘{key}’의 이름"), &*format!("name of value “{key}”"));
        self.text(&format!("{at}/name"), &field.name, NAME_CHARS, called);
        let counts = matches!(field.kind, ValueKind::Number | ValueKind::Amount);
        let chars = matches!(field.kind, ValueKind::Text | ValueKind::Address | ValueKind::Name);
        let limits = field.most.is_none_or(|most| most >= 0)
            && (counts || chars || field.most.is_none())
            && (field.bot_most.is_none() || counts)
            && field.bot_most.is_none_or(|bot| (0..=field.most.unwrap_or(i64::MAX)).contains(&bot));
        self.need(
            limits,
            &format!("{at}/most"),
            "한도는 0 이상이고 봇의 한도는 전체 한도를 넘을 수 없습니다.",
            "limits go from 0, and a bot's is not above everybody's.",
        );
        let values: BTreeSet<&str> = field.choices.iter().map(|choice| &*choice.value).collect();
        for (nth, choice) in field.choices.iter().enumerate() {
            let value = &choice.value;
            let called = (&*format!("보기 ‘{value}’의 이름"), &*format!("name of choice “{value}”"));
            self.text(&format!("{at}/choices/{nth}/name"), &choice.name, NAME_CHARS, called);
        }
        let named = field.choices.iter().all(|choice| !choice.value.is_empty());
        let count = if field.kind == ValueKind::Choice { 1..=CHOICES } else { 0..=0 };
        self.need(
            named && values.len() == field.choices.len() && count.contains(&values.len()),
            &format!("{at}/choices"),
            "고르는 값에는 서로 다른 보기가 1~20개 필요하고, 다른 값에는 둘 수 없습니다.",
            "a choice has 1 to 20 different values, anything else has none.",
        );
    }

    fn steps<'p>(&mut self, one: &'p Procedure, mut known: Known<'p>) -> Known<'p> {
        let time: u32 = one.steps.iter().fold(0, |all, step| all.saturating_add(step.time_ms));
        self.need(
            (1..=STEPS).contains(&one.steps.len()) && time <= ALL_MS,
            "steps",
            "단계는 1~5개이고 모두 합쳐 25초까지입니다.",
            "it has 1 to 5 steps of at most 25 seconds altogether.",
        );
        for (place, step) in one.steps.iter().enumerate() {
            let at = format!("steps/{place}");
            self.step(&at, step, &known);
            self.need(
                place < one.reading() || step.method != Method::Get,
                &format!("{at}/method"),
                "조회 단계는 바꾸는 단계보다 앞에 있어야 합니다.",
                "reading steps come before writing ones.",
            );
            for (nth, taken) in step.takes.iter().enumerate() {
                self.field(&format!("{at}/takes/{nth}/field"), &taken.field, &mut known);
                self.need(
                    !taken.field.kind.is_personal(),
                    &format!("{at}/takes/{nth}/field/kind"),
                    "답에서 개인정보를 가져올 수 없습니다.",
                    "nothing personal is taken of an answer.",
                );
                let pointer = taken.at.len() <= 200 && (taken.at.is_empty() || taken.at.starts_with('/'));
                self.need(
                    pointer,
                    &format!("{at}/takes/{nth}/at"),
                    "답에서 값의 자리는 /order/status 처럼 적습니다.",
                    "the place in the answer is written like /order/status.",
                );
            }
        }
        known
    }

    fn step(&mut self, at: &str, step: &ProcedureStep, known: &Known<'_>) {
        self.text(&format!("{at}/name"), &step.name, NAME_CHARS, ("단계 이름", "name of a step"));
        self.need(
            STEP_MS.contains(&step.time_ms) && step.takes.len() <= TAKES,
            at,
            "단계에는 0.1~10초의 시간 제한이 필요하고, 가져오는 값은 10개까지입니다.",
            "a step needs a time limit of 0.1 to 10 seconds, and takes at most 10 values.",
        );
        let host = self.url(at, step, known);
        let body = match &step.body {
            Some(body) => {
                step.method != Method::Get
                    && body.to_string().len() <= BODY_BYTES
                    && are_known(template::body_keys(body), known)
            }
            None => true,
        };
        self.need(
            body,
            &format!("{at}/body"),
            "본문은 바꾸는 단계에만 8kB까지 두고, 앞에서 알게 된 값만 쓸 수 있습니다.",
            "a body is for writing steps, of at most 8 kB, with values known by then.",
        );
        self.need(
            step.headers.len() <= HEADERS,
            &format!("{at}/headers"),
            "헤더는 10개까지입니다.",
            "there may be 10 headers.",
        );
        for (nth, header) in step.headers.iter().enumerate() {
            let token = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
            let name = &header.name;
            let own = OWN_HEADERS.contains(&&*name.to_ascii_lowercase());
            let places = template::keys(&header.value).unwrap_or(vec!["broken"]);
            let secret = if header.secret.is_some() { places == ["secret"] } else { places.is_empty() };
            let shown = header.value.chars().all(|c| c == ' ' || c.is_ascii_graphic());
            self.need(
                !name.is_empty()
                    && name.len() <= 60
                    && name.chars().all(token)
                    && !own
                    && shown
                    && header.value.len() <= HEADER_CHARS
                    && secret,
                &format!("{at}/headers/{nth}"),
                "헤더 이름이나 값이 올바르지 않습니다. 비밀값은 {secret} 자리에만 들어갑니다.",
                "a header's name or value is not one; a secret goes to {secret} and nowhere else.",
            );
            let Some(name) = &header.secret else { continue };
            let kept = self.config.secrets.get(name).is_some_and(|secret| Some(&secret.host) == host.as_ref());
            self.need(
                kept,
                &format!("{at}/headers/{nth}/secret"),
                "비밀값이 운영 설정에 없거나 다른 호스트의 것입니다.",
                "the secret is not in the operator's settings, or is another host's.",
            );
        }
    }

    /// The host that is called, which stands in the text as it is.
    fn url(&mut self, at: &str, step: &ProcedureStep, known: &Known<'_>) -> Option<String> {
        let tried = template::url(&step.url, |_| Some("x".into()));
        let behind = step.url.split_once("://").map_or("", |(_, rest)| rest);
        let fixed = !behind.split(['/', '?', '#']).next().unwrap_or_default().contains('{');
        let host = host_of(&tried).filter(|_| fixed);
        let allowed = host.as_ref().is_some_and(|host| self.document.procedures.hosts.contains(host));
        let at = format!("{at}/url");
        self.need(
            allowed,
            &at,
            "주소의 호스트가 허용 호스트에 없거나 값으로 바뀝니다.",
            "its host is not among the allowed ones, or is made of a value.",
        );
        self.need(
            !allowed || self.egress.check(&tried).is_ok(),
            &at,
            "부를 수 없는 주소입니다. https의 바깥 주소이거나 운영 설정에 있는 안쪽 호스트여야 합니다.",
            "nothing is sent there: https to an outside address, or an inside host of the operator's settings.",
        );
        let personal = |key: &&str| known.get(key).is_some_and(|field| field.kind.is_personal());
        self.need(
            are_known(template::keys(&step.url), known)
                && !template::keys(&step.url).is_ok_and(|keys| keys.iter().any(personal)),
            &at,
            "앞에서 알게 된 값만, 개인정보 종류는 빼고 주소에 쓸 수 있습니다.",
            "only values known by then stand in an address, and none of a personal kind.",
        );
        host
    }

    fn words(&mut self, one: &Procedure, known: &Known<'_>) {
        self.text("answer", &one.answer, SAID_CHARS, ("알릴 말", "what is told"));
        self.need(
            [&one.answer.ko, &one.answer.en].iter().all(|text| are_known(template::keys(text), known)),
            "answer",
            "알릴 말에는 있는 값만 쓸 수 있습니다.",
            "what is told only has values that are there.",
        );
        if one.kind == ProcedureKind::Lookup {
            self.need(
                one.confirm == Words::default(),
                "confirm",
                "조회는 확인을 묻지 않습니다.",
                "a lookup asks nothing.",
            );
            return;
        }
        let before: BTreeSet<&str> = before_writing(one).map(|field| &*field.key).collect();
        let asked = |text: &String| template::keys(text).is_ok_and(|keys| keys.iter().all(|key| before.contains(key)));
        self.text("confirm", &one.confirm, SAID_CHARS, ("확인하는 말", "what is asked"));
        self.need(
            asked(&one.confirm.ko) && asked(&one.confirm.en),
            "confirm",
            "확인하는 말에는 바꾸기 전에 아는 값만 쓸 수 있습니다.",
            "what is asked only has values known before anything is changed.",
        );
    }

    fn changes(&mut self, one: &Procedure, known: &Known<'_>) {
        let writes = one.reading() < one.steps.len();
        match one.kind {
            ProcedureKind::Lookup => {
                self.need(!writes, "kind", "조회는 GET만 쓸 수 있습니다.", "a lookup only uses GET.");
                self.need(
                    one.undo.is_none(),
                    "undo",
                    "조회는 되돌릴 것이 없습니다.",
                    "there is nothing to undo of a lookup.",
                );
            }
            ProcedureKind::Action => {
                self.need(
                    writes,
                    "kind",
                    "아무것도 바꾸지 않는 절차는 조회입니다.",
                    "what changes nothing is a lookup.",
                );
            }
        }
        // Money without a limit is a person's to move; what comes back after the change cannot be held.
        if one.kind == ProcedureKind::Action && one.run_by.contains(&Runner::Bot) {
            let free = before_writing(one).any(|field| field.kind == ValueKind::Amount && field.bot_most.is_none());
            self.need(
                !free,
                "run_by",
                "봇이 실행하려면 금액에 봇 한도가 있어야 합니다.",
                "a bot needs its limit on every amount.",
            );
        }
        let Some(Undo { procedure, within_min }) = one.undo else { return };
        let back = self.document.procedures.get(procedure).filter(|back| back.id != one.id);
        let fits = back.is_some_and(|back| {
            let given = |input: &super::declared::Input| {
                let kind = input.field.kind;
                known.get(&*input.field.key).is_some_and(|field| field.kind == kind && !kind.is_personal())
            };
            back.kind == ProcedureKind::Action && back.inputs.iter().all(given)
        });
        self.need(
            fits && (1..=UNDO_MIN).contains(&within_min),
            "undo",
            "되돌리는 절차는 이 절차에 남는 값만으로(개인정보 제외) 실행되는 다른 작업이어야 하고, 기한은 1분~7일입니다.",
            "what takes it back is another action that needs only values kept of this one (none personal), within 1 minute to 7 days.",
        );
    }
}

/// Fields known before anything is changed.
fn before_writing(one: &Procedure) -> impl Iterator<Item = &Field> {
    let taken = one.steps.iter().take(one.reading()).flat_map(|step| step.takes.iter().map(|taken| &taken.field));
    one.inputs.iter().map(|input| &input.field).chain(taken)
}

fn are_known(keys: Result<Vec<&str>, Broken>, known: &Known<'_>) -> bool {
    keys.is_ok_and(|keys| keys.iter().all(|key| known.contains_key(key)))
}
