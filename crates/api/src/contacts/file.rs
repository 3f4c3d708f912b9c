//! Files that agents send.

use super::thread::{self, Line};
use super::types::{AuthorKind, ContactAction, Message, MessageKind};
use super::write::{self, Written};
use super::{may, rows};
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::files;
use crate::files::upload::Form;
use crate::live::told;
use crate::state::App;

/// Sends a file to the customer; the same key again is the same line.
pub async fn add(app: &App, staff: &Staff, contact: u64, form: Form) -> Result<Message> {
    app.rates().lines.spend(&staff.budget())?;
    let (reader, centre) = (staff.clone(), staff.centre);
    app.read(move |view| may::see(view, &reader, contact)).await?;
    let upload = form.read().await?;
    let client_key = upload.client_key;
    let stored = upload.store(app).await?;
    let catalogue = app.catalogue(centre).await?;
    let (writer, file, at) = (staff.clone(), stored.clone(), app.now().0);
    let written = app
        .write(move |tx| {
            may::see(tx, &writer, contact)?;
            let row = rows::one(tx, centre, &catalogue, contact)?.ok_or(Error::NotFound)?;
            if let Some(message) = thread::by_client_key(tx, centre, contact, &client_key)? {
                let own = message.agent.as_ref().is_some_and(|author| author.id == writer.account);
                let again = Written { message, row, again: true, changed: Vec::new() };
                return if own { Ok(again) } else { Err(Error::field("client_key", FieldCode::Taken)) };
            }
            if !may::actions(&writer, &row).contains(&ContactAction::Write) {
                return Err(Error::WrongState);
            }
            let mut line = Line {
                contact,
                case: row.case,
                at,
                author: AuthorKind::Agent,
                account: Some(writer.account),
                kind: MessageKind::File,
                body: file.label.clone(),
                for_account: None,
                file: None,
                article: None,
                client_key: Some(client_key),
            };
            line.file = Some(files::rows::insert(tx, centre, &line, &file)?);
            write::put(tx, &writer, &line, &catalogue)
        })
        .await;
    stored.keep_if(app, written.as_ref().ok().and_then(|written| written.message.file.as_ref())).await?;
    let written = written?;
    if !written.again {
        told::line(app, centre, &written.row, written.message.clone());
    }
    Ok(written.message)
}
