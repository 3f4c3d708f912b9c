//! The first bot: it says that it is one, walks a customer through an article step by step, asks whether that solved
//! it, and hands over with everything said. It decides nothing about routing: it is an agent like any other.

use node::centre::Centre as NodeCentre;
use routing::event::LegEnd;
use routing::{AgentId, ContactId, Event, Input, ReasonId, State};
use rusqlite::OptionalExtension;

use crate::centre::{Centre, submit};
use crate::clean::Clean;
use crate::contacts::rows;
use crate::contacts::thread::Line;
use crate::contacts::types::{AuthorKind, MessageKind};
use crate::customer::types::CustomerArticle;
use crate::customer::{act, view};
use crate::error::{Error, Result};
use crate::rows::parse_word;
use crate::setup;
use crate::state::App;
use crate::wire::{Language, Words};

/// Texts it may fail to understand before it hands over.
const PATIENCE: u32 = 2;

/// What a customer meant by what she wrote. The one seam for understanding free text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    /// Go on to the next step.
    Next,
    Solved,
    NotSolved,
    Person,
    Unclear,
}

/// Reads the few words this bot knows.
pub fn understand(text: &str) -> Meant {
    let text = text.trim().to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["상담사", "상담원", "사람", "person", "human", "agent"]) {
        Meant::Person
    } else if says(&["안 됐", "안됐", "안 돼", "안돼", "아니", "not", "no"]) {
        Meant::NotSolved
    } else if says(&["해결", "됐어", "고마", "감사", "solved", "thanks", "thank"]) {
        Meant::Solved
    } else if says(&["다음", "네", "응", "했어", "확인", "next", "yes", "ok", "done"]) {
        Meant::Next
    } else {
        Meant::Unclear
    }
}

/// Follows a centre until it stops: greets whoever is connected to a bot.
pub fn start(app: App, centre: u32, running: Centre) {
    tokio::spawn(async move {
        let mut committed = NodeCentre::committed(&running);
        let mut due = already_with_a_bot(&running).await;
        loop {
            for (contact, bot) in due.drain(..) {
                if let Err(fault) = greet(&app, centre, contact, bot).await {
                    tracing::warn!(%fault, centre, "the bot could not begin; it hands over");
                    // Handing over cannot fail silently: the engine's deadline does it in any case.
                    hand_over(&app, centre, contact).await.unwrap_or_default();
                }
            }
            match committed.recv().await {
                Ok(row) => {
                    due.extend(row.body.events.iter().filter_map(connected));
                    for (contact, how) in row.body.events.iter().filter_map(parted) {
                        if let Err(fault) = left(&app, centre, contact, how).await {
                            tracing::warn!(%fault, centre, "how a bot's conversation ended was not counted");
                        }
                    }
                }
                Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => due = already_with_a_bot(&running).await,
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
            }
        }
    });
}

fn connected(event: &Event) -> Option<(ContactId, AgentId)> {
    match event {
        Event::Connected { contact, agent, .. } => Some((*contact, *agent)),
        _ => None,
    }
}

/// Conversations that end by the button, the deadline or the customer leaving end here: nobody told the bot before.
fn parted(event: &Event) -> Option<(ContactId, &'static str)> {
    match event {
        Event::LegEnded { contact, cause: LegEnd::HandedOver, .. } => Some((*contact, "handed_over")),
        Event::LegEnded { contact, .. } | Event::Ended { contact, .. } => Some((*contact, "left")),
        _ => None,
    }
}

async fn left(app: &App, centre: u32, contact: ContactId, how: &'static str) -> Result<()> {
    match run(app, centre, contact.0).await? {
        Some(run) => settle(app, centre, &run, how).await,
        None => Ok(()),
    }
}

async fn already_with_a_bot(running: &Centre) -> Vec<(ContactId, AgentId)> {
    let with = running.ask(|engine, _| {
        let with = |contact: &routing::Contact| match contact.state {
            State::Connected { agent } => Some((contact.id, agent)),
            _ => None,
        };
        engine.contacts().filter_map(with).collect()
    });
    with.await.unwrap_or_default()
}

/// Where a conversation stands.
struct Run {
    run: u64,
    bot: u32,
    reason: u32,
    step: usize,
    language: Language,
    article: CustomerArticle,
}

/// Says who it is and gives the first step; a conversation already begun goes on where it was.
async fn greet(app: &App, centre: u32, contact: ContactId, bot: AgentId) -> Result<()> {
    let is_bot = app
        .centre(centre)?
        .ask(move |engine, _| engine.agent(bot).is_some_and(|agent| agent.profile.kind == routing::AgentKind::Bot))
        .await?;
    if !is_bot || run(app, centre, contact.0).await?.is_some() {
        return Ok(());
    }
    let at = app.now().0;
    let begun = app
        .write(move |tx| {
            let reason: Option<u32> = tx.query_row(
                "SELECT reason FROM contact WHERE centre = ?1 AND contact = ?2",
                (centre, contact.0),
                |row| row.get(0),
            )?;
            let article = reason.map(|reason| view::article(tx, centre, reason)).transpose()?.flatten();
            let Some((reason, article)) = reason.zip(article) else { return Ok(false) };
            tx.execute(
                "INSERT INTO bot_run (centre, run, contact, bot, reason, article, revision, step, state, started_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 'walking', ?8)",
                (
                    centre,
                    store::new_id(tx, centre)?,
                    contact.0,
                    bot.0,
                    reason,
                    article.cite.id,
                    article.cite.revision,
                    at,
                ),
            )?;
            Ok(true)
        })
        .await?;
    match run(app, centre, contact.0).await?.filter(|_| begun) {
        Some(run) => {
            let hello = Words {
                ko: "안녕하세요. 저는 봇이에요. 도움말을 한 단계씩 안내해 드릴게요. 언제든 ‘상담사’라고 하시면 바로 연결해 드려요.".into(),
                en: "Hello, I am a bot. I go through the help article with you step by step. Say “person” at any time and I connect you.".into(),
            };
            say(app, centre, contact.0, &run, hello, false).await?;
            give_step(app, centre, contact.0, &run).await
        }
        None => hand_over(app, centre, contact).await,
    }
}

/// The customer wrote something to the bot.
pub async fn heard(app: &App, centre: u32, contact: u64, text: &str) -> Result<()> {
    let Some(run) = run(app, centre, contact).await? else { return Ok(()) };
    let id = ContactId(contact);
    match understand(text) {
        Meant::Person | Meant::NotSolved => {
            settle(app, centre, &run, "handed_over").await?;
            hand_over(app, centre, id).await
        }
        Meant::Solved => {
            settle(app, centre, &run, "solved").await?;
            submit(&app.centre(centre)?, Input::Solved { contact: id }, None, None).await?;
            Ok(())
        }
        Meant::Next => {
            let run = Run { step: run.step + 1, ..run };
            keep_step(app, centre, &run).await?;
            give_step(app, centre, contact, &run).await
        }
        Meant::Unclear => unclear(app, centre, contact, run).await,
    }
}

/// Once it asks again; the second time about the same step a person is asked.
async fn unclear(app: &App, centre: u32, contact: u64, run: Run) -> Result<()> {
    let unclear = app
        .read(move |view| {
            // What a step says cites the article; what was written since was not understood.
            let sql = "SELECT count(*) FROM message WHERE centre = ?1 AND contact = ?2 AND author = 'customer'
                         AND message > (SELECT max(message) FROM message
                                        WHERE centre = ?1 AND contact = ?2 AND author = 'bot' AND article IS NOT NULL)";
            Ok(view.prepare_cached(sql)?.query_row((centre, contact), |row| row.get::<_, u32>(0))?)
        })
        .await?;
    if unclear >= PATIENCE {
        settle(app, centre, &run, "handed_over").await?;
        return hand_over(app, centre, ContactId(contact)).await;
    }
    let words = Words {
        ko: "제가 알아듣지 못했어요. 이 단계를 마치셨으면 ‘다음’, 상담사가 필요하시면 ‘상담사’라고 적어 주세요.".into(),
        en: "I did not understand. Write “next” when this step is done, or “person” for a person.".into(),
    };
    say(app, centre, contact, &run, words, false).await
}

/// The customer pressed "solved" or "not solved".
pub async fn answered(app: &App, centre: u32, contact: u64, solved: bool) -> Result<()> {
    match run(app, centre, contact).await? {
        Some(run) => settle(app, centre, &run, if solved { "solved" } else { "handed_over" }).await,
        None => Ok(()),
    }
}

async fn give_step(app: &App, centre: u32, contact: u64, run: &Run) -> Result<()> {
    let words = match run.article.steps.get(run.step) {
        Some(step) => {
            let (at, of) = (run.step + 1, run.article.steps.len());
            Words { ko: format!("({at}/{of}) {}", step.ko), en: format!("({at}/{of}) {}", step.en) }
        }
        None => Words {
            ko: "마지막 단계까지 안내해 드렸어요. 해결되셨나요?".into(),
            en: "That was the last step. Did it solve your question?".into(),
        },
    };
    say(app, centre, contact, run, words, true).await
}

async fn say(app: &App, centre: u32, contact: u64, run: &Run, words: Words, cite: bool) -> Result<()> {
    let body = match run.language {
        Language::Ko => words.ko,
        Language::En => words.en,
    };
    let case =
        app.read(move |view| Ok(rows::customer_and_case(view, centre, contact)?.ok_or(Error::NotFound)?.1)).await?;
    let line = Line {
        contact,
        case,
        at: app.now().0,
        author: AuthorKind::Bot,
        account: Some(run.bot),
        kind: MessageKind::Text,
        body: Clean::ours(body),
        for_account: None,
        file: None,
        article: cite.then_some(run.article.cite.id),
        client_key: None,
    };
    act::put(app, centre, line).await?;
    Ok(())
}

async fn hand_over(app: &App, centre: u32, contact: ContactId) -> Result<()> {
    submit(&app.centre(centre)?, Input::AskPerson { contact, channel: None }, None, None).await?;
    Ok(())
}

async fn run(app: &App, centre: u32, contact: u64) -> Result<Option<Run>> {
    app.read(move |view| {
        let mut select = view.prepare_cached(
            "SELECT r.run, r.bot, r.reason, r.step, d.language FROM bot_run r
             LEFT JOIN contact_detail d ON d.centre = r.centre AND d.contact = r.contact
             WHERE r.centre = ?1 AND r.contact = ?2 AND r.ended_at IS NULL ORDER BY r.run DESC LIMIT 1",
        )?;
        let found = select
            .query_row((centre, contact), |row| {
                let step: u32 = row.get(3)?;
                let language: Option<String> = row.get(4)?;
                Ok((row.get(0)?, row.get(1)?, row.get::<_, u32>(2)?, step as usize, language))
            })
            .optional()?;
        let Some((run, bot, reason, step, language)) = found else { return Ok(None) };
        let language = language.as_deref().and_then(parse_word).unwrap_or(Language::Ko);
        let article = view::article(view, centre, reason)?;
        Ok(article.map(|article| Run { run, bot, reason, step, language, article }))
    })
    .await
}

async fn keep_step(app: &App, centre: u32, run: &Run) -> Result<()> {
    let (id, step) = (run.run, run.step as u32);
    app.write(move |tx| {
        tx.execute("UPDATE bot_run SET step = ?3 WHERE centre = ?1 AND run = ?2", (centre, id, step))?;
        Ok(())
    })
    .await
}

/// Ends a run and counts it for its reason. A reason below its floor is lost: see [`crate::setup::floor`].
async fn settle(app: &App, centre: u32, run: &Run, how: &'static str) -> Result<()> {
    let (id, bot, reason, at) = (run.run, run.bot, run.reason, app.now().0);
    app.write(move |tx| {
        let sql = "UPDATE bot_run SET state = ?3, ended_at = ?4 WHERE centre = ?1 AND run = ?2 AND ended_at IS NULL";
        if tx.execute(sql, (centre, id, how, at))? == 0 {
            return Ok(());
        }
        let solved = u32::from(how == "solved");
        tx.execute(
            "INSERT INTO bot_result (centre, bot, reason, served, solved, handed_over, allowed_at)
             VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET served = served + 1, solved = solved + ?4, handed_over = handed_over + ?5",
            (centre, bot, reason, solved, u32::from(how == "handed_over"), at),
        )?;
        Ok(())
    })
    .await?;
    setup::floor::apply(app, centre, AgentId(bot), ReasonId(reason)).await
}

#[cfg(test)]
mod tests {
    use super::{Meant, understand};

    #[test]
    fn few_words_and_a_person_first() {
        assert_eq!(understand("상담사 연결해 주세요"), Meant::Person);
        assert_eq!(understand("아니요 안 됐어요"), Meant::NotSolved);
        assert_eq!(understand("해결됐어요 감사합니다"), Meant::Solved);
        assert_eq!(understand("네 다음이요"), Meant::Next);
        assert_eq!(understand("우리 집 강아지가"), Meant::Unclear);
    }
}
