//! The first start of a centre for real use: an administrator who chooses her own password, and a catalogue of one
//! reason that leads to a person, and a bot that waits to be given one.

use std::collections::BTreeSet;

use anyhow::Result;
use api::App;
use api::centre::Centre;
use api::setup::publish::{Release, publish};
use api::wire::Language;
use auth::{Grant, Purpose, Role};
use store::accounts::{Kind, NewAccount};

use crate::demo::catalogue;
use crate::helper;
use crate::settings::CENTRE;
use crate::settings::Settings;
use crate::terminal::say;

/// Who signs in first; the e-mail can be changed in setup.
const ADMIN: &str = "admin@localhost";

/// Makes the administrator and the first catalogue in a fresh folder, and prints the one-time link until it is used.
pub async fn open(app: &App, running: &Centre, settings: &Settings, fresh: bool) -> Result<()> {
    let at = node::clock::now();
    if fresh {
        let bot = app.store().write::<_, api::Error>(|tx| {
            let account = store::new_small_id(tx, CENTRE)?;
            let new = NewAccount {
                account,
                kind: Kind::Person,
                email: Some(ADMIN),
                name: "Admin",
                alias: "Admin",
                language: "ko",
                at,
            };
            store::accounts::create(tx, CENTRE, &new)?;
            let grants = BTreeSet::from([Role::Admin, Role::Supervisor].map(|role| Grant { role, client: 0 }));
            let by = auth::people::By { account: None, at, why: "first start" };
            auth::people::set_grants(tx, CENTRE, account, &grants, by)?;
            helper::add(tx, at)
        })?;
        helper::introduce(app, bot).await?;
        let release = Release {
            document: catalogue::first(&settings.zone),
            note: "first start".into(),
            by: None,
            restores: None,
            language: Language::En,
        };
        publish(app, CENTRE, release).await?;
        helper::wake(running, bot).await?;
    }
    let admin = app.store().read::<_, store::Error>(|view| store::accounts::by_email(view, ADMIN))?;
    let invited = admin.filter(|account| account.state == store::accounts::State::Invited);
    say(&format!("Maru serves {}", app.config().public_url.origin()));
    if let Some(account) = invited {
        let id = account.account;
        let token =
            app.store().write::<_, auth::Error>(|tx| auth::issue_link(tx, CENTRE, id, Purpose::First, None, at))?;
        say(&format!("First sign-in ({ADMIN}), valid for a day, used once:"));
        say(&format!("  {}", app.config().public_url.sign_in_link(token.reveal())));
    }
    Ok(())
}
