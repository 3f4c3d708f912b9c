//! The bot that every centre begins with. Which reasons it may serve is set up; without one it serves nobody.

use anyhow::Result;
use api::App;
use api::centre::{Centre, submit};
use api::setup::people::{set_serves, tell_engine};
use api::setup::types::{ChannelLimit, Serves};
use api::wire::Channel;
use routing::{AgentId, Input, Presence, Time};
use rusqlite::Transaction;
use store::accounts::{Kind, NewAccount};

use crate::settings::CENTRE;

const NAME: &str = "도우미";
/// Most contacts it has at once.
const ROOM: u16 = 500;
/// What a chat loads it with.
const CHAT_LOAD: u32 = 33;

/// Puts it on the books.
pub fn add(tx: &Transaction<'_>, at: Time) -> api::Result<AgentId> {
    let account = store::new_small_id(tx, CENTRE)?;
    let new = NewAccount { account, kind: Kind::Bot, email: None, name: NAME, alias: NAME, language: "ko", at };
    store::accounts::create(tx, CENTRE, &new)?;
    let limits = vec![ChannelLimit { channel: Channel::Chat, most: ROOM }];
    let serves = Serves { capacity: u32::from(ROOM) * CHAT_LOAD, auto_accept: true, limits };
    set_serves(tx, CENTRE, account, &serves)?;
    Ok(AgentId(account))
}

/// Tells the engine of it.
pub async fn introduce(app: &App, bot: AgentId) -> Result<()> {
    Ok(tell_engine(app, CENTRE, bot.0).await?)
}

/// Lets it serve, once there is a setup that says what.
pub async fn wake(running: &Centre, bot: AgentId) -> Result<()> {
    let ready = Input::Presence { agent: bot, presence: Presence::Ready, until: None, by: None };
    submit(running, ready, None, None).await?;
    Ok(())
}
