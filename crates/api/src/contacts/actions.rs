//! What is done with a contact: one input to the engine, with what belongs to it in the same transaction.

use routing::input::{JoinRole as EngineRole, Party, ReasonSource};
use routing::{AgentId, AgentKind, ContactId, Engine, Input, ReasonId};

use super::thread::{self, Line};
use super::types::{AuthorKind, Consult, ContactAction, ContactRow, MessageKind, Transfer, WrapUp};
use super::{may, rows, write};
use crate::centre::{Also, submit};
use crate::clean::Clean;
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::limits;
use crate::reasons::{
    self,
    rows::{Source, Stage, Thought},
};
use crate::setup::people;
use crate::state::App;
use crate::wire::{JoinRole, Target};

/// Does one thing with a contact, if the caller may now, and says how it stands after it.
pub async fn act(
    app: &App,
    staff: &Staff,
    contact: u64,
    action: ContactAction,
    input: Input,
    also: Option<Also>,
) -> Result<ContactRow> {
    allowed(app, staff, contact, action).await?;
    submit(&app.centre(staff.centre)?, input, None, also).await?;
    row(app, staff, contact).await
}

/// The contact, if the caller may do this with it now.
pub async fn allowed(app: &App, staff: &Staff, contact: u64, action: ContactAction) -> Result<ContactRow> {
    let row = row(app, staff, contact).await?;
    if may::actions(staff, &row).contains(&action) { Ok(row) } else { Err(Error::WrongState) }
}

/// The contact as it stands, for somebody who may see it.
pub async fn row(app: &App, staff: &Staff, contact: u64) -> Result<ContactRow> {
    let catalogue = app.catalogue(staff.centre).await?;
    let reader = staff.clone();
    let read = move |view: &rusqlite::Connection| {
        may::see(view, &reader, contact)?;
        rows::one(view, reader.centre, &catalogue, contact)?.ok_or(Error::NotFound)
    };
    let mut row = app.read(read).await?;
    row.here = app.hub().here(staff.centre, contact);
    Ok(row)
}

/// Sends a contact on, with a note for whoever takes it.
pub async fn transfer(app: &App, staff: &Staff, contact: u64, body: Transfer) -> Result<ContactRow> {
    let mut fields = Fields::default();
    fields.optional_text(body.note.as_deref().unwrap_or_default(), limits::NOTE_CHARS, "note");
    fields.need(body.target != Target::Agent { agent: staff.account }, "target", FieldCode::Invalid);
    fields.check()?;
    let row = allowed(app, staff, contact, ContactAction::Transfer).await?;
    takes(app, staff.centre, contact, body.target).await?;
    let also = body.note.filter(|note| !note.trim().is_empty()).map(|note| note_also(app, staff, &row, note));
    let input = Input::Transfer { contact: ContactId(contact), agent: AgentId(staff.account), to: body.target.into() };
    act(app, staff, contact, ContactAction::Transfer, input, also).await
}

/// A bot is given back only what it is allowed.
pub async fn takes(app: &App, centre: u32, contact: u64, target: Target) -> Result<()> {
    let Target::Agent { agent } = target else { return Ok(()) };
    let (agent, contact) = (AgentId(agent), ContactId(contact));
    let takes = move |engine: &Engine, _| {
        let bot = engine.agent(agent).is_some_and(|agent| agent.profile.kind == AgentKind::Bot);
        !bot || allowed_bot(engine, contact) == Some(agent)
    };
    if app.centre(centre)?.ask(takes).await? { Ok(()) } else { Err(Error::AgentNotThere) }
}

/// The bot that the published setup gives the contact's reason to.
pub fn allowed_bot(engine: &Engine, contact: ContactId) -> Option<AgentId> {
    let (found, policy) = (engine.contact(contact)?, engine.policy()?);
    policy.reasons.get(&found.reason.unwrap_or(policy.unknown_reason))?.bot
}

/// Asks a colleague in; the question is kept as a note.
pub async fn consult(app: &App, staff: &Staff, contact: u64, body: Consult) -> Result<ContactRow> {
    let mut fields = Fields::default();
    fields.text(&body.question, limits::NOTE_CHARS, "question");
    fields.need(body.agent != staff.account, "agent", FieldCode::Invalid);
    fields.check()?;
    let row = allowed(app, staff, contact, ContactAction::Consult).await?;
    let also = note_also(app, staff, &row, body.question);
    let input = Input::Join { contact: ContactId(contact), agent: AgentId(body.agent), role: EngineRole::Consult };
    act(app, staff, contact, ContactAction::Consult, input, Some(also)).await
}

fn note_also(app: &App, staff: &Staff, row: &ContactRow, note: Clean) -> Also {
    let line = Line {
        contact: row.id,
        case: row.case,
        at: app.now().0,
        author: AuthorKind::Agent,
        account: Some(staff.account),
        kind: MessageKind::Note,
        body: note,
        for_account: None,
        file: None,
        article: None,
        client_key: None,
    };
    let centre = staff.centre;
    Box::new(move |tx| thread::write(tx, centre, &line).map(|_| ()))
}

/// Says what it is really about.
pub async fn reason(app: &App, staff: &Staff, contact: u64, reason: u32) -> Result<ContactRow> {
    let input = Input::Reason { contact: ContactId(contact), reason: ReasonId(reason), source: ReasonSource::Agent };
    let (centre, at) = (staff.centre, app.now().0);
    let also: Also = Box::new(move |tx| {
        let said = Thought { stage: Stage::Agent, source: Source::Agent, reason, confidence: None };
        reasons::rows::known(tx, centre, contact, &said, at)
    });
    act(app, staff, contact, ContactAction::Reason, input, Some(also)).await
}

/// Saves the caller's wrap-up.
pub async fn wrap_up(app: &App, staff: &Staff, contact: u64, body: WrapUp) -> Result<ContactRow> {
    let summary = body.summary.unwrap_or_default();
    let mut fields = Fields::default();
    fields.optional_text(&summary, limits::NOTE_CHARS, "summary");
    fields.check()?;
    let centre = staff.centre;
    let lesson = match body.reason {
        Some(reason) => Some(reasons::lesson(app, staff, contact, reason).await?),
        None => None,
    };
    let taught = lesson.as_ref().is_some_and(reasons::Lesson::is_new);
    let also: Also = Box::new(move |tx| {
        write::summary(tx, centre, contact, &summary)?;
        lesson.as_ref().map_or(Ok(()), |lesson| lesson.keep(tx, centre))
    });
    let input = Input::Wrapped {
        contact: ContactId(contact),
        agent: AgentId(staff.account),
        reason: body.reason.map(ReasonId),
        outcome: body.outcome.into(),
    };
    let row = act(app, staff, contact, ContactAction::WrapUp, input, Some(also)).await?;
    if taught {
        app.models().changed(centre);
    }
    Ok(row)
}

/// Takes part as a supervisor. One who was never told to the engine, such as a centre's first, is told now.
pub async fn join(app: &App, staff: &Staff, contact: u64, role: JoinRole) -> Result<ContactRow> {
    let agent = AgentId(staff.account);
    allowed(app, staff, contact, ContactAction::Join).await?;
    if !app.centre(staff.centre)?.ask(move |engine, _| engine.agent(agent).is_some()).await? {
        people::tell_engine(app, staff.centre, staff.account).await?;
    }
    let input = Input::Join { contact: ContactId(contact), agent, role: role.into() };
    act(app, staff, contact, ContactAction::Join, input, None).await
}

/// Ends the conversation.
pub async fn end(app: &App, staff: &Staff, contact: u64) -> Result<ContactRow> {
    let input = Input::End { contact: ContactId(contact), by: Party::Agent };
    act(app, staff, contact, ContactAction::End, input, None).await
}
