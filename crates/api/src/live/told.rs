//! A line was written: everyone whom it concerns is told, each what is meant for her.

use routing::ContactId;

use super::hub::To;
use super::teller::holders;
use super::types::{CustomerLive, StaffLive};
use crate::contacts::types::{ContactRow, Message, MessageKind};
use crate::customer::types::CustomerMessage;
use crate::state::App;

/// Tells colleagues and, where it is meant for her, the customer. `row` is the contact it was written to.
pub fn line(app: &App, centre: u32, row: &ContactRow, message: Message) {
    let customer = row.customer.id;
    if let Some(message) = CustomerMessage::of(&message) {
        app.customers().send(centre, customer, &CustomerLive::Message { message });
    }
    let holders = holders(row);
    let contact = row.id;
    if message.kind == MessageKind::Whisper {
        let agent = row.agent.as_ref().map(|agent| agent.id);
        let author = message.agent.as_ref().map(|author| author.id);
        let whisper = StaffLive::Whisper { message };
        for reader in agent.into_iter().chain(author) {
            app.hub().send(centre, To::Account(reader), &whisper);
        }
        return;
    }
    app.hub().send(centre, To::Contact { accounts: &holders, contact }, &StaffLive::Message { message });
    app.hub().touched(centre).add(ContactId(contact));
}

impl CustomerMessage {
    /// What a customer sees of a line; nothing of what is meant for staff, and of an agent only her alias.
    pub fn of(message: &Message) -> Option<Self> {
        if matches!(message.kind, MessageKind::Note | MessageKind::Whisper) {
            return None;
        }
        Some(Self {
            id: message.id,
            at: message.at,
            author: message.author,
            alias: message.agent.as_ref().map(|agent| agent.alias.clone()),
            kind: message.kind,
            body: message.body.clone(),
            file: message.file.clone(),
            article: message.article.clone(),
            client_key: message.client_key,
        })
    }
}
