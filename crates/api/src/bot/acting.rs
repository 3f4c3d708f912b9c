//! What the bot does with procedures: it asks for what they need, asks before anything is changed, and says how it went. What
//! does not succeed is a person's, with why in the conversation.

use language::redact;

use super::heard::{self, Meant};
use super::mind::Why;
use super::words::NotUndone;
use super::{Run, hand_over_with, has_it, keep, note, say, stopped, undo, words};
use crate::clean::Clean;
use crate::contacts::types::MessageKind;
use crate::customer::act;
use crate::error::{Error, Result};
use crate::live::customer_teller;
use crate::procedures::declared::{Field, InputSource, Procedure, ProcedureKind, Runner};
use crate::procedures::inputs::{Record, Values};
use crate::procedures::personal::Personal;
use crate::procedures::rows::{self, Failure, NewRun, RunState};
use crate::procedures::types::CustomerValue;
use crate::procedures::value::{self, Value};
use crate::procedures::{engine, view};
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

    /// The personal field it waits for.
    fn asks_apart(&self) -> Option<&Field> {
        let asking = self.run.state == RunState::Asking;
        let input = self.procedure.missing(&self.run).filter(|_| asking)?;
        Some(&input.field).filter(|field| field.kind.is_personal())
    }

    /// A personal value that was typed is no longer in memory.
    fn is_lost(&self, app: &App, centre: u32) -> bool {
        let known = self.procedure.personal().filter(|field| self.run.values.contains_key(&field.key));
        self.run.state != RunState::Running && app.held().of(centre, self.run.run, known).is_none()
    }
}

/// Whether somebody has vouched for the customer of a contact.
pub(super) async fn is_known(app: &App, centre: u32, contact: u64) -> Result<bool> {
    app.read(move |view| Ok(Record::read(view, centre, contact)?.known)).await
}

/// Begins a procedure that was asked for.
pub(super) async fn begin(app: &App, centre: u32, run: &Run, procedure: u32) -> Result<()> {
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
        Some(open) => go_on(app, centre, run, open).await?,
        None => return Err(Error::Internal),
    }
    customer_teller::contact(app, centre, contact).await
}

/// Asks for the first thing that is missing; when nothing is, goes as far as it may.
async fn go_on(app: &App, centre: u32, run: &Run, open: Open) -> Result<()> {
    let action = open.procedure.kind == ProcedureKind::Action;
    if action && !open.record.known {
        return give_up(app, centre, run, &open.run, Why::Record).await;
    }
    if let Some(input) = open.procedure.missing(&open.run) {
        let asked = match input.from {
            InputSource::Asked if input.field.kind.is_personal() => words::ask_apart(&input.field),
            InputSource::Asked => words::ask(&input.field),
            InputSource::Order if !open.record.orders.is_empty() => words::which_order(&open.record.orders),
            _ => return give_up(app, centre, run, &open.run, Why::Record).await,
        };
        return say(app, centre, run, asked, None).await;
    }
    let laid = rows::Run { state: RunState::Dry, ..open.run };
    let (run_laid, procedure, now) = (laid.clone(), open.procedure.clone(), app.now().0);
    app.write(move |tx| engine::lay_out(tx, centre, &run_laid, &procedure, now)).await?;
    confirm(app, centre, run, Open { run: laid, ..open }).await
}

/// Asks before anything is changed; what it is asked with may have to be read first.
pub(super) async fn confirm(app: &App, centre: u32, run: &Run, open: Open) -> Result<()> {
    // What it may not do is not put to her: sent at once, it ends before its first call.
    if open.procedure.asks(&open.run) && engine::over_limit(&open.procedure, &open.run).is_none() {
        return say(app, centre, run, words::confirm(&open.procedure, &open.run), None).await;
    }
    send(app, centre, run, (open.run.run, open.run.state), open.procedure);
    Ok(())
}

/// Sends it beside the request: the customer's line is answered at once, and what came back is told when it is there. `at` is the
/// run in the state that was confirmed.
fn send(app: &App, centre: u32, run: &Run, at: (u64, RunState), procedure: Procedure) {
    let (app, run) = (app.clone(), run.clone());
    tokio::spawn(async move {
        if let Err(fault) = sent(&app, centre, &run, at, &procedure).await {
            tracing::warn!(%fault, centre, "the bot could not go on with a procedure; it hands over");
            super::failed(&app, centre, run.contact).await;
        }
    });
}

async fn sent(app: &App, centre: u32, run: &Run, (id, seen): (u64, RunState), procedure: &Procedure) -> Result<()> {
    let went = match engine::go_on(app, centre, (run.contact, id), seen).await {
        // Said twice: it is on its way already.
        Err(Error::WrongState) => return Ok(()),
        went => went?,
    };
    match went.state {
        RunState::Asked => say(app, centre, run, words::confirm(procedure, &went), None).await?,
        RunState::Done => {
            let told = view::told(procedure, &procedure.answer, &went);
            match undone(app, centre, &went).await? {
                Some(undone) => undo::done(app, centre, run, &undone, told).await?,
                None => say(app, centre, run, told, None).await?,
            }
            say(app, centre, run, words::solved(), None).await?;
        }
        _ => not_done(app, centre, run, &went).await?,
    }
    customer_teller::contact(app, centre, run.contact).await
}

/// It did not succeed: told as it stands, and a person's.
pub(super) async fn not_done(app: &App, centre: u32, run: &Run, went: &rows::Run) -> Result<()> {
    if let Some(undone) = undone(app, centre, went).await? {
        let how = if went.state == RunState::Unsure { NotUndone::Unsure } else { NotUndone::Failed };
        return undo::not_done(app, centre, run, &undone, how).await;
    }
    let why = if went.why == Some(Failure::OverLimit) { Why::Limit } else { Why::Procedure };
    give_up(app, centre, run, went, why).await
}

/// The run that this one takes back.
async fn undone(app: &App, centre: u32, run: &rows::Run) -> Result<Option<rows::Run>> {
    let (contact, Some(undone)) = (run.contact, run.undoes) else { return Ok(None) };
    app.read(move |view| rows::one(view, centre, contact, undone)).await
}

/// The customer wrote something while a procedure waits for her.
pub(super) async fn heard(app: &App, centre: u32, run: Run, open: Open, text: &str) -> Result<()> {
    let contact = run.contact;
    turn(app, centre, run, open, text).await?;
    customer_teller::contact(app, centre, contact).await
}

async fn turn(app: &App, centre: u32, run: Run, open: Open, text: &str) -> Result<()> {
    if heard::wants_person(text) {
        return hand_over_with(app, centre, &run, Why::Asked).await;
    }
    let meant = heard::understand(text);
    match open.run.state {
        RunState::Running if open.run.stopped(app.now().0) => stopped::end(app, centre, &run, &open.run).await,
        RunState::Running => say(app, centre, &run, words::on_its_way(), None).await,
        _ if meant == Some(Meant::NotSolved) => no(app, centre, run).await,
        _ if open.is_lost(app, centre) => ask_again(app, centre, &run, open).await,
        RunState::Asking => match typed(&open, text) {
            Some((key, value)) => match take(app, &open, centre, (key, value)).await? {
                Some(open) => {
                    let run = Run { asking: false, ..run };
                    keep(app, centre, &run).await?;
                    go_on(app, centre, &run, open).await
                }
                None => Ok(()),
            },
            None if personal(text) && open.asks_apart().is_none() => {
                give_up(app, centre, &run, &open.run, Why::Record).await
            }
            None => once_more(app, centre, run, open).await,
        },
        _ if heard::agrees(text) => yes(app, centre, run, open).await,
        _ => once_more(app, centre, run, open).await,
    }
}

/// Takes a value for a run that asks for it; none: another was taken before.
async fn take(app: &App, open: &Open, centre: u32, (key, value): (String, Value)) -> Result<Option<Open>> {
    let (contact, id, now, held) = (open.run.contact, open.run.run, app.now().0, app.clone());
    let field = open.procedure.field(&key).ok_or(Error::WrongState)?.clone();
    let taken = app.write(move |tx| {
        let mut run = rows::one(tx, centre, contact, id)?.ok_or(Error::NotFound)?;
        if run.state != RunState::Asking || run.values.contains_key(&key) {
            return Ok(None);
        }
        let mut personal = Personal::default();
        run.values.insert(key, personal.take(&field, value));
        held.held().put(centre, (contact, id), personal, now);
        rows::stand(tx, centre, &run, now)?;
        Ok(Some(run))
    });
    Ok(taken.await?.map(|run| Open { run, procedure: open.procedure.clone(), record: open.record.clone() }))
}

/// A personal value was typed into its field. The same again is the same; another than the one in hand is refused.
pub async fn given(app: &App, centre: u32, contact: u64, id: u64, given: &CustomerValue) -> Result<()> {
    let run = super::run(app, centre, contact).await?.ok_or(Error::WrongState)?;
    let open = Open::of(app, centre, contact).await?.filter(|open| open.run.run == id).ok_or(Error::WrongState)?;
    let mut fields = open.procedure.personal();
    let field = fields.find(|field| field.key == given.key).ok_or(Error::WrongState)?;
    let value = value::typed(field, given.value.text()).map_err(|wrong| Error::field("value", wrong.code()))?;
    if open.asks_apart() != Some(field) {
        let mut same = Personal::default();
        same.take(field, value);
        let held = app.held().of(centre, id, [field].into_iter());
        return if held.is_some_and(|held| held.has(&same)) { Ok(()) } else { Err(Error::WrongState) };
    }
    if let Some(open) = take(app, &open, centre, (given.key.clone(), value)).await? {
        let run = Run { asking: false, ..run };
        keep(app, centre, &run).await?;
        go_on(app, centre, &run, open).await?;
    }
    customer_teller::contact(app, centre, contact).await
}

/// The customer pressed yes or no. What was answered before is not answered again.
pub async fn answered(app: &App, centre: u32, contact: u64, id: u64, is_yes: bool) -> Result<()> {
    let run = super::last(app, centre, contact, true).await?.ok_or(Error::NotFound)?;
    let found = app.read(move |view| rows::one(view, centre, contact, id)).await?;
    let found = found.filter(|found| found.runner == Runner::Bot).ok_or(Error::NotFound)?;
    let Some(open) = Open::of(app, centre, contact).await?.filter(|open| open.run.run == id) else { return Ok(()) };
    if found.state == RunState::Running {
        return Ok(());
    }
    if !open.procedure.asks(&open.run) {
        return Err(Error::WrongState);
    }
    if is_yes && open.is_lost(app, centre) {
        ask_again(app, centre, &run, open).await?;
    } else {
        // Her own line: the run's key makes it one, however often she presses.
        let said = Clean::ours(words::answered(is_yes).said(run.language));
        let key = open.run.send_key.parse().ok();
        let line = act::line(app, centre, contact, MessageKind::Text, said, key).await?;
        act::put(app, centre, line).await?;
        if is_yes { yes(app, centre, run, open).await? } else { no(app, centre, run).await? }
    }
    customer_teller::contact(app, centre, contact).await
}

async fn yes(app: &App, centre: u32, run: Run, open: Open) -> Result<()> {
    let run = Run { asking: false, ..run };
    keep(app, centre, &run).await?;
    if let Some(undone) = undone(app, centre, &open.run).await?
        && undo::is_late(app, centre, &undone).await?
    {
        dropped(app, centre, run.contact).await?;
        return undo::not_done(app, centre, &run, &undone, NotUndone::Late).await;
    }
    send(app, centre, &run, (open.run.run, open.run.state), open.procedure);
    Ok(())
}

async fn no(app: &App, centre: u32, run: Run) -> Result<()> {
    if !dropped(app, centre, run.contact).await? {
        return Ok(());
    }
    let run = Run { asking: false, ..run };
    keep(app, centre, &run).await?;
    say(app, centre, &run, words::dropped(), None).await
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

/// After a pause: says that nothing was changed, and asks again for what is needed, or for the yes.
pub(super) async fn ask_again(app: &App, centre: u32, run: &Run, mut open: Open) -> Result<()> {
    if !open.is_lost(app, centre) {
        say(app, centre, run, words::again(), None).await?;
        return if open.run.state == RunState::Asking {
            go_on(app, centre, run, open).await
        } else {
            confirm(app, centre, run, open).await
        };
    }
    open.run.state = RunState::Asking;
    open.run.values.retain(|key, _| !open.procedure.personal().any(|field| field.key == *key));
    app.held().drop_run(centre, open.run.run);
    let (asking, now) = (open.run.clone(), app.now().0);
    app.write(move |tx| rows::stand(tx, centre, &asking, now)).await?;
    say(app, centre, run, words::lost(), None).await?;
    go_on(app, centre, run, open).await
}

/// The value of the first input that is missing, as the customer typed it.
fn typed(open: &Open, text: &str) -> Option<(String, Value)> {
    let input = open.procedure.missing(&open.run).filter(|input| !input.field.kind.is_personal())?;
    let orders = &open.record.orders;
    let order = || {
        let picked = heard::number(text).and_then(|number| orders.get(number.checked_sub(1)?));
        picked.or_else(|| orders.iter().find(|(key, _)| heard::names(text, key))).map(|(key, _)| key.clone())
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

/// What she was asked about is over; whether anything was.
async fn dropped(app: &App, centre: u32, contact: u64) -> Result<bool> {
    app.held().drop_contact(centre, contact);
    let now = app.now().0;
    app.write(move |tx| rows::drop_open_of_bot(tx, centre, contact, now)).await
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
