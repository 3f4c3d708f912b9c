//! The draft everyone edits, what is wrong with it, and what a customer would see under it.

use routing::input::{Arrival, Effort};
use routing::policy::Channel as EngineChannel;
use routing::{AgentProfile, CaseId, ContactId, CustomerId, Engine, Event, Input, Presence, ReasonId, Time};
use rusqlite::{Connection, OptionalExtension};

use super::document::Document;
use super::types::{DraftCheck, DraftView, Tried, Try};
use super::{check, publish};
use crate::customer::types::CustomerOption;
use crate::error::{Error, Result};
use crate::extract::Staff;
use crate::rows;
use crate::state::App;
use crate::wire::{Channel, ReasonName, WaitRange};

/// The draft; the published version when nobody has edited one.
pub fn read(view: &Connection, centre: u32) -> Result<DraftView> {
    let published = publish::newest(view, centre)?;
    let names = rows::Names::load(view, centre)?;
    let mut select = view
        .prepare_cached("SELECT document, base, revision, edited_at, edited_by FROM policy_draft WHERE centre = ?1")?;
    let found = select
        .query_row([centre], |row| {
            let by: Option<u32> = row.get(4)?;
            Ok(DraftView {
                document: rows::json(row, 0)?,
                base: row.get(1)?,
                revision: row.get(2)?,
                saved: Some(row.get(3)?),
                saved_by: by.map(|by| names.agent(routing::AgentId(by)).name),
                changed: false,
            })
        })
        .optional()?;
    let mut draft = found.ok_or(Error::NotFound)?;
    draft.changed = published == 0 || publish::document(view, centre, published)? != draft.document;
    Ok(draft)
}

/// What is wrong with the draft, and what publishing it would change.
pub fn checked(view: &Connection, app: &App, staff: &Staff) -> Result<DraftCheck> {
    let draft = read(view, staff.centre)?;
    let published = publish::newest(view, staff.centre)?;
    let was = if published == 0 { None } else { Some(publish::document(view, staff.centre, published)?) };
    let findings = publish::findings(view, app, staff.centre, &draft.document, staff.language)?;
    Ok(DraftCheck {
        revision: draft.revision,
        publishable: !findings.iter().any(|finding| finding.refuses),
        changes: check::changes(was.as_ref(), &draft.document),
        findings,
    })
}

/// What a customer would see: triage by a scratch engine under the document, with everyone who is on duty now.
pub async fn tried(app: &App, staff: &Staff, body: Try) -> Result<Tried> {
    let (centre, account, asking) = (staff.centre, staff.clone(), app.clone());
    let given = body.document;
    let (document, findings) = app
        .read(move |view| {
            let document = match given {
                Some(document) => document,
                None => read(view, centre)?.document,
            };
            let findings = publish::findings(view, &asking, centre, &document, account.language)?;
            Ok((document, findings))
        })
        .await?;
    let on_duty: Vec<(AgentProfile, Presence)> = app
        .centre(centre)?
        .ask(|engine, _| engine.agents().map(|agent| (agent.profile.clone(), agent.presence)).collect())
        .await?;
    let at = Time(body.at.unwrap_or(app.now().0));
    let reasons = document.reasons.iter().filter(|entry| entry.parent.is_none());
    let reasons = reasons.map(|entry| ReasonName { id: entry.id.0, name: entry.name.clone() }).collect();
    let reason = body.reason.map_or(document.unknown_reason, ReasonId);
    let (open, options) =
        triage(&document, on_duty, reason, body.known, at).ok_or(Error::SetupRefused(findings.clone()))?;
    Ok(Tried { at: at.0, open, reasons, options, findings })
}

fn triage(
    document: &Document,
    on_duty: Vec<(AgentProfile, Presence)>,
    reason: ReasonId,
    known: bool,
    at: Time,
) -> Option<(bool, Vec<CustomerOption>)> {
    let mut engine = Engine::new();
    let mut events = Vec::new();
    let mut tell = |engine: &mut Engine, input: Input| engine.handle(at, &input, &mut events).ok();
    tell(&mut engine, Input::Publish { policy: Box::new(document.policy(1)) })?;
    for entry in &document.hours {
        let open = entry.calendar().ok()?.is_open(at);
        tell(&mut engine, Input::Hours { hours: entry.id, open })?;
    }
    for (profile, presence) in on_duty {
        let agent = profile.agent;
        tell(&mut engine, Input::Agent { profile })?;
        tell(&mut engine, Input::Presence { agent, presence, until: None, by: None })?;
    }
    let arrival = Arrival {
        contact: ContactId(1),
        customer: CustomerId(1),
        case: CaseId(1),
        channel: EngineChannel::Chat,
        known,
        reason: Some(reason),
        extra: Vec::new(),
        preferred: None,
        never: Vec::new(),
        effort: Effort::default(),
        since: None,
    };
    tell(&mut engine, Input::Arrive { arrival })?;
    let shown = events.iter().find_map(|event| match event {
        Event::Triaged { options, .. } => Some(options.clone()),
        _ => None,
    })?;
    let entry = document.reasons.iter().find(|entry| entry.id == reason)?;
    let open = engine.is_open(entry.hours);
    let wait = engine.estimate(reason, EngineChannel::Chat, &[]).map(WaitRange::from);
    let options = shown.into_iter().map(|option| {
        let person = option.treatment == routing::policy::Treatment::Person;
        CustomerOption {
            treatment: option.treatment.into(),
            because: option.because.into(),
            usual_ms: (!person).then_some(i64::from(entry.expected_ms)),
            wait: wait.filter(|_| person),
            channels: if person { vec![Channel::Chat] } else { Vec::new() },
            slots: Vec::new(),
            solved_permille: None,
            available: !person || (open && wait.is_some()),
        }
    });
    Some((open, options.collect()))
}
