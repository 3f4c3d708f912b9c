//! The demo centre: a Korean food-delivery platform, with people one can be and people who are simulated.

mod articles;
pub mod catalogue;
mod examples;
mod guides;
mod install;
pub mod past;
mod people;
mod planning;
mod shifts;
#[cfg(test)]
mod stage;
mod world;

use anyhow::Result;
use api::App;
use api::centre::Centre;
use auth::Purpose;
use axum::Router;

use crate::settings::CENTRE;
use crate::terminal::say;

/// Opens the demo: installs it into a fresh folder, has the simulated people live the week before, says who can sign in where, and
/// lets them go on.
pub async fn open(app: &App, running: &Centre, router: &Router, how: How, stopped: impl Fn() -> bool) -> Result<()> {
    let How { fresh, quiet } = how;
    if fresh {
        install::everything(app, running).await?;
        planning::fill(app).await?;
    }
    // Colleagues sign in first: a fresh link ends the one before. The past is lived by everybody.
    let from = if fresh { 0 } else { shifts::FREE };
    let mut world = if quiet { None } else { Some(world::gather(app, router.clone(), from).await) };
    if let Some(world) = &mut world {
        if fresh {
            past::live(app, running, world, stopped).await?;
            world.free_seats().await;
        }
        shifts::plan(app)?;
    }
    let lines = seats(app)?;
    let url = app.config().public_url.origin();
    say("");
    say(&format!("  Maru is open.  Customers:  {url}/c/{}", install::SITE));
    say("");
    say("  Take a seat (each link signs in once; start again for new ones):");
    for line in lines {
        say(&line);
    }
    say("");
    match world {
        Some(world) => {
            tokio::spawn(world::run(app.clone(), running.clone(), world));
        }
        None => say("  Quiet: nobody is simulated."),
    }
    Ok(())
}

/// How the demo is opened.
#[derive(Debug, Clone, Copy)]
pub struct How {
    /// Its folder was empty.
    pub fresh: bool,
    /// With nobody simulated.
    pub quiet: bool,
}

/// A fresh link for everyone who has a seat.
fn seats(app: &App) -> Result<Vec<String>> {
    let at = node::clock::now();
    let store = app.store();
    let everyone = store.read::<_, store::Error>(|view| store::accounts::all(view, CENTRE))?;
    let mut lines = Vec::new();
    for staff in people::LEADS.iter().chain(&people::AGENTS) {
        let email = install::email(staff);
        let Some(account) = everyone.iter().find(|account| account.email.as_deref() == Some(&email)) else { continue };
        let id = account.account;
        let token = store.write::<_, auth::Error>(|tx| auth::issue_link(tx, CENTRE, id, Purpose::Demo, None, at))?;
        let link = app.config().public_url.sign_in_link(token.reveal());
        lines.push(format!("    {:<20} {}  {link}", staff.roles.join(", "), staff.name));
    }
    Ok(lines)
}
