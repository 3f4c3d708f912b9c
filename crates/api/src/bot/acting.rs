//! What the bot does with procedures: it asks for what they need, asks before anything is changed, and says how it went. What
//! does not succeed is a person's, with why in the conversation.

use language::redact;
use routing::ContactId;

use super::heard::{self, Meant};
use super::mind::Why;
use super::{Run, hand_over, handed_over, has_it, keep, note, say, words};
use crate::error::{Error, Result};
use crate::procedures::declared::{InputSource, Procedure, ProcedureKind, Runner};
use crate::procedures::inputs::{Record, Values};
use crate::procedures::rows::{self, Failure, NewRun, RunState};
use crate::procedures::{engine, value, view};
use crate::state::App;

/// A run that is not over, with what it runs and what is known of the customer.
pub struct Open {
    run: rows::Run,
    procedure: Procedure,
    record: Record,
}

impl Open {
    /// The run of this bot's conversation that waits for the customer, or is on its way.
    pub async fn of(app: &App, centre: u32, contact: u64) -> Result<Option<Open>> {
        let catalogue = app.catalogue(centre).await?;
        app.read(move |view| {
            let Some(run) = rows::open_of_bot(view, centre, contact)? else { return Ok(None) };
            let declared = catalogue.document.as_ref().and_then(|all| all.procedures.get(run.procedure));
            // One that was taken out of the setup meanwhile is a fault of ours: a person goes on.
            let procedure = declared.ok_or(Error::NewerRevision)?.clone();
            Ok(Some(Open { run, procedure, record: Record::read(view, centre, contact)? }))
        })
        .await
    }
}

/// Begins a procedure that was asked for.
pub async fn begin(app: &App, centre: u32, run: &Run, procedure: u32) -> Result<()> {
    let (catalogue, contact, bot, now) = (app.catalogue(centre).await?, run.contact, run.bot, app.now().0);
    let declared = catalogue.document.as_ref().map(|document| &document.procedures);
    let found = declared.and_then(|all| all.serving(run.reason, Runner::Bot).find(|one| one.id == procedure));
    let procedure = found.ok_or(Error::NewerRevision)?.clone();
    app.write(move |tx| {
        let record = Record::read(tx, centre, contact)?;
        let found = procedure.inputs.iter();
        let found = found.filter_map(|input| Some((input.field.key.clone(), record.value(input, None).ok()?)));
        let values: Values = found.collect();
        let new = NewRun {
            contact,
            version: catalogue.version,
            procedure: &procedure,
            runner: Runner::Bot,
            account: bot,
            undoes: None,
            state: RunState::Asking,
            values: &values,
        };
        rows::insert(tx, centre, &new, now)
    })
    .await?;
    match Open::of(app, centre, contact).await? {
        Some(open) => go_on(app, centre, run, open).await,
        None => Err(Error::Internal),
    }
}

/// Asks for the first thing that is missing; when nothing is, goes as far as it may.
async fn go_on(app: &App, centre: u32, run: &Run, open: Open) -> Result<()> {
    let action = open.procedure.kind == ProcedureKind::Action;
    if action && !open.record.known {
        return give_up(app, centre, run, &open.run, Why::Record).await;
    }
    let missing = open.procedure.inputs.iter().find(|input| !open.run.values.contains_key(&input.field.key));
    if let Some(input) = missing {
        let asked = match input.from {
            InputSource::Asked => words::ask(&input.field),
            InputSource::Order if !open.record.orders.is_empty() => words::which_order(&open.record.orders),
            _ => return give_up(app, centre, run, &open.run, Why::Record).await,
        };
        return say(app, centre, run, asked, None).await;
    }
    let (id, now) = (open.run.run, app.now().0);
    let (laid, procedure) = (open.run.clone(), open.procedure.clone());
    app.write(move |tx| engine::lay_out(tx, centre, &laid, &procedure, now)).await?;
    if action && open.procedure.reading() == 0 {
        return say(app, centre, run, words::confirm(&open.procedure, &open.run), None).await;
    }
    send(app, centre, run, id, open.procedure);
    Ok(())
}

/// Sends it beside the request: the customer's line is answered at once, and what came back is told when it is there.
fn send(app: &App, centre: u32, run: &Run, id: u64, procedure: Procedure) {
    let (app, run) = (app.clone(), run.clone());
    tokio::spawn(async move {
        if let Err(fault) = sent(&app, centre, &run, id, &procedure).await {
            tracing::warn!(%fault, centre, "the bot could not go on with a procedure; it hands over");
            super::failed(&app, centre, run.contact).await;
        }
    });
}

async fn sent(app: &App, centre: u32, run: &Run, id: u64, procedure: &Procedure) -> Result<()> {
    let went = match engine::go_on(app, centre, (run.contact, id)).await {
        // Said twice: it is on its way already.
        Err(Error::WrongState) => return Ok(()),
        went => went?,
    };
    match went.state {
        RunState::Asked => say(app, centre, run, words::confirm(procedure, &went), None).await,
        RunState::Done => {
            let told = view::told(procedure, &procedure.answer, &went);
            say(app, centre, run, told, None).await?;
            say(app, centre, run, words::solved(), None).await
        }
        _ => {
            let why = if went.why == Some(Failure::OverLimit) { Why::Limit } else { Why::Procedure };
            give_up(app, centre, run, &went, why).await
        }
    }
}

/// The customer wrote something while a procedure waits for her.
pub async fn heard(app: &App, centre: u32, run: Run, mut open: Open, text: &str) -> Result<()> {
    if heard::wants_person(text) {
        return hand_over_with(app, centre, &run, Why::Asked).await;
    }
    let meant = heard::understand(text);
    match open.run.state {
        RunState::Running => say(app, centre, &run, words::on_its_way(), None).await,
        _ if meant == Some(Meant::NotSolved) => {
            dropped(app, centre, &open.run).await?;
            let run = Run { asking: false, ..run };
            keep(app, centre, &run).await?;
            say(app, centre, &run, words::dropped(), None).await
        }
        RunState::Asking => match typed(&open, text) {
            Some((key, value)) => {
                open.run.values.insert(key, value);
                let (known, now) = (open.run.clone(), app.now().0);
                app.write(move |tx| rows::stand(tx, centre, &known, now)).await?;
                let run = Run { asking: false, ..run };
                keep(app, centre, &run).await?;
                go_on(app, centre, &run, open).await
            }
            None if personal(text) => give_up(app, centre, &run, &open.run, Why::Record).await,
            None => once_more(app, centre, run, open).await,
        },
        _ if meant == Some(Meant::Next) => {
            let run = Run { asking: false, ..run };
            keep(app, centre, &run).await?;
            send(app, centre, &run, open.run.run, open.procedure);
            Ok(())
        }
        _ => once_more(app, centre, run, open).await,
    }
}

/// What was not understood is asked once more, and then a person's.
async fn once_more(app: &App, centre: u32, run: Run, open: Open) -> Result<()> {
    if run.asking {
        return hand_over_with(app, centre, &run, Why::Stuck).await;
    }
    let run = Run { asking: true, ..run };
    keep(app, centre, &run).await?;
    if open.run.state == RunState::Asking {
        return go_on(app, centre, &run, open).await;
    }
    say(app, centre, &run, words::confirm(&open.procedure, &open.run), None).await
}

/// The value of the first input that is missing, as the customer typed it.
fn typed(open: &Open, text: &str) -> Option<(String, value::Value)> {
    let input = open.procedure.inputs.iter().find(|input| !open.run.values.contains_key(&input.field.key))?;
    let orders = &open.record.orders;
    let order = || {
        let picked = heard::number(text).and_then(|number| orders.get(number.checked_sub(1)?));
        picked.or_else(|| orders.iter().find(|(key, _)| text.contains(key.as_str()))).map(|(key, _)| key.clone())
    };
    let given = if input.from == InputSource::Order { order()? } else { text.to_owned() };
    if personal(&given) {
        return None;
    }
    Some((input.field.key.clone(), open.record.value(input, Some(&given)).ok()?))
}

/// Personal data is out of what is written here: a label stands where it was, and nothing is done with a label.
fn personal(text: &str) -> bool {
    redact::Kind::ALL.into_iter().flat_map(redact::Kind::labels).any(|label| text.contains(label))
}

async fn dropped(app: &App, centre: u32, run: &rows::Run) -> Result<()> {
    let (run, now) = (rows::Run { state: RunState::Declined, ..run.clone() }, app.now().0);
    app.write(move |tx| rows::stand(tx, centre, &run, now)).await
}

/// A person is next: the customer is told what is safe, colleagues why.
async fn give_up(app: &App, centre: u32, run: &Run, open: &rows::Run, why: Why) -> Result<()> {
    note(app, centre, run, words::why(&open.name, why, open.why, open.state)).await?;
    if !has_it(app, centre, run).await? {
        return Ok(());
    }
    say(app, centre, run, words::person_next(why, open.state), None).await?;
    hand_over_with(app, centre, run, why).await
}

async fn hand_over_with(app: &App, centre: u32, run: &Run, why: Why) -> Result<()> {
    hand_over(app, centre, ContactId(run.contact)).await?;
    handed_over(app, centre, run, why).await
}
