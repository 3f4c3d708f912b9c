//! 보호: the agent ends it on her own word. No counting, no permission; what was said is kept, and supervisors are told.

use routing::{AgentId, ContactId, Input};
use rusqlite::Transaction;
use serde_json::json;

use super::evidence;
use super::types::Protect;
use crate::centre::Also;
use crate::clean::Clean;
use crate::contacts::thread::{self, Line, Reader};
use crate::contacts::types::{AuthorKind, ContactAction, ContactRow, MessageKind};
use crate::contacts::{actions, rows};
use crate::error::{Error, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::floor::alerts::{self, Matter};
use crate::floor::types::AlertKind;
use crate::limits;
use crate::live::told;
use crate::setup::catalogue::Catalogue;
use crate::state::App;
use crate::wire::{Language, Ms};

/// Lines of a conversation kept as evidence.
const EVIDENCE_LINES: u32 = 1_000;
/// What the customer reads when it ends, and what the case and its evidence keep.
fn said(language: Language) -> &'static str {
    match language {
        Language::Ko => "상담사를 보호하기 위해 상담을 마쳤어요. 폭언이나 괴롭힘이 있으면 상담을 이어 갈 수 없어요.",
        Language::En => {
            "We have ended this conversation to protect our colleague. We cannot go on where there is abuse."
        }
    }
}

/// The customer gets the notice and the conversation ends; the evidence is kept and the supervisors are told.
pub async fn begin(app: &App, staff: &Staff, contact: u64, body: Protect) -> Result<ContactRow> {
    let wish = body.wish.unwrap_or_default();
    let mut fields = Fields::default();
    fields.optional_text(&wish, limits::NOTE_CHARS, "wish");
    fields.check()?;
    let row = actions::allowed(app, staff, contact, ContactAction::Protect).await?;
    let catalogue = app.catalogue(staff.centre).await?;
    let rest_ms = catalogue.document.as_ref().map_or(0, |document| document.strain.protect_rest_ms);
    let (now, who) = (app.now().0, staff.clone());
    let names = catalogue.clone();
    let also: Also =
        Box::new(move |tx| keep(tx, &who, &row, &wish, now, now.saturating_add(rest_ms.into()), &catalogue));
    let input = Input::Protect { contact: ContactId(contact), agent: AgentId(staff.account) };
    let row = actions::act(app, staff, contact, ContactAction::Protect, input, Some(also)).await?;
    let (centre, case) = (staff.centre, row.case);
    let reader = Reader { account: staff.account, sees_whispers: false };
    let said = app.read(move |view| thread::of_case(view, centre, case, reader, None, 1, &names)).await?;
    if let Some(notice) = said.messages.into_iter().find(|line| line.kind == MessageKind::Notice) {
        told::line(app, centre, &row, notice);
    }
    Ok(row)
}

fn keep(
    tx: &Transaction<'_>,
    staff: &Staff,
    row: &ContactRow,
    wish: &Clean,
    now: Ms,
    rest_until: Ms,
    catalogue: &Catalogue,
) -> Result<()> {
    let words = said(rows::language(tx, staff.centre, row.id)?);
    let notice = Line {
        contact: row.id,
        case: row.case,
        at: now,
        author: AuthorKind::System,
        account: None,
        kind: MessageKind::Notice,
        body: Clean::ours(words),
        for_account: None,
        file: None,
        article: None,
        client_key: None,
    };
    thread::write(tx, staff.centre, &notice)?;
    let reader = Reader { account: staff.account, sees_whispers: true };
    let said = thread::of_case(tx, staff.centre, row.case, reader, None, EVIDENCE_LINES, catalogue)?;
    let sha256 = evidence::kept(tx, staff.centre, row.id, &said.messages)?;
    let evidence = serde_json::to_string(&said.messages).map_err(|_| Error::Internal)?;
    let protection = store::new_id(tx, staff.centre)?;
    tx.prepare_cached(
        "INSERT INTO protection (centre, protection, contact, case_id, customer, agent, at, notice, evidence, wish,
                                 rest_until, state, evidence_sha256)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'open', ?12)",
    )?
    .execute((
        staff.centre,
        protection,
        row.id,
        row.case,
        row.customer.id,
        staff.account,
        now,
        words,
        evidence,
        wish,
        rest_until,
        &sha256,
    ))?;
    let entry = store::audit::Entry {
        at: routing::Time(now),
        account: Some(staff.account),
        place: "",
        about: "protection",
        object: Some(protection),
        what: "begun",
        detail: &json!({ "contact": row.id, "evidence_sha256": sha256 }),
    };
    store::audit::record(tx, staff.centre, &entry)?;
    let matter = Matter {
        subject: format!("contact {}", row.id),
        agent: Some(staff.account),
        contact: Some(row.id),
        reason: Some(row.reason.id),
        note: String::new(),
    };
    alerts::raise(tx, staff.centre, AlertKind::Protection, &matter, now)?;
    Ok(())
}
