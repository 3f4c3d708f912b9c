//! Opens the data folder, starts the centre and answers until it is told to stop. Nothing is lost by stopping.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use api::App;
use api::centre::{self, Centre};
use api::config::{Config, PublicUrl, Secret};
use auth::Auth;
use axum::routing::get;
use embed::Model;
use store::Store;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch::{self, Receiver};

use crate::settings::{CENTRE, SecretFile, Settings};
use crate::{demo, terminal};

/// How long callers may take to finish what they began when the server is told to stop.
const FINISH: Duration = Duration::from_secs(5);

/// How often it is looked whether a night has passed.
const NIGHT_LOOK: Duration = Duration::from_secs(3_600);

/// What is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// With nobody simulated, or after some days that were lived.
    Demo {
        quiet: bool,
        days: u8,
    },
    Real,
}

/// Serves until SIGTERM or Ctrl+C.
pub fn run(settings: Settings, kind: Kind) -> Result<()> {
    terminal::log(settings.log);
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(settings, kind))
}

async fn serve(settings: Settings, kind: Kind) -> Result<()> {
    let stop = word_to_stop()?;
    let store = open(&settings).map_err(terminal::in_words)?;
    let listener = tokio::net::TcpListener::bind(settings.listen).await.with_context(|| {
        let listen = settings.listen;
        format!("{listen} is in use or not allowed.\nNothing was changed.\nStop what uses it, or set MARU_LISTEN.")
    })?;
    let fresh = is_empty(&store)?;
    let clock = match kind {
        Kind::Demo { .. } => demo::past::clock,
        Kind::Real => node::clock::now,
    };
    if fresh {
        if let Kind::Demo { days, .. } = kind {
            demo::past::turn_back(days.into());
        }
        make_centre(&store, &settings, clock())?;
    }
    let auth = Auth::new(store.clone())?;
    let app = App::new(store.clone(), auth, config(&settings, kind)?, clock);
    let running = centre::start(&store, CENTRE, Vec::new(), clock).map_err(not_started)?;
    app.serve(CENTRE, running.clone());
    tokio::spawn(app.clone().watch());
    let router = api::router(app.clone(), get(ui::serve));
    match kind {
        Kind::Demo { quiet, .. } => {
            let stopped = || *stop.borrow();
            demo::open(&app, &running, &router, demo::How { fresh, quiet }, stopped).await?;
        }
        Kind::Real => crate::first::open(&app, &running, &settings, fresh).await?,
    }
    tokio::spawn(nights(app.clone()));
    let service = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(asked(stop.clone()));
    tokio::select! {
        ended = served => ended?,
        () = overdue(stop) => tracing::warn!("callers who did not finish were cut off"),
    }
    app.jobs().cancel_all();
    app.tries().cancel_all();
    close(&running, &store).await;
    Ok(())
}

/// Every hour looks whether a night has passed: what it asks for is done once, whenever the server was there.
async fn nights(app: App) {
    let mut hours = tokio::time::interval(NIGHT_LOOK);
    loop {
        hours.tick().await;
        if let Err(fault) = api::planning::nightly(&app, CENTRE).await {
            tracing::warn!(%fault, "the night's forecast and scores were not made; tried again within the hour");
        }
    }
}

/// What was accepted is decided and kept; a snapshot makes the next start quick.
async fn close(running: &Centre, store: &Store) {
    tracing::info!("stopping: deciding what waits");
    running.stop().await;
    if let Err(fault) = store.fold() {
        tracing::warn!(%fault, "the log stays beside the database; copy both, or use maru backup");
    }
}

/// Ends when callers have had their time after the word to stop.
async fn overdue(stop: Receiver<bool>) {
    asked(stop).await;
    tokio::time::sleep(FINISH).await;
}

async fn asked(mut stop: Receiver<bool>) {
    if stop.wait_for(|asked| *asked).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Listens for SIGTERM and Ctrl+C from the first moment on, so that a stop during the start is a good one too.
fn word_to_stop() -> Result<Receiver<bool>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (said, stop) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        said.send_replace(true);
    });
    Ok(stop)
}

/// Opens the store and looks at every page once: what is damaged is mended before anything is written over it.
fn open(settings: &Settings) -> Result<Store, store::Error> {
    let store = Store::open(&settings.data)?;
    let first: String =
        store.read::<_, store::Error>(|view| Ok(view.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?))?;
    if first == "ok" { Ok(store) } else { Err(store::Error::Corrupt(first)) }
}

/// A centre that does not know all that was decided does not go on from a part of it.
fn not_started(fault: centre::StartFault) -> anyhow::Error {
    anyhow::anyhow!("the centre cannot start: {fault}.\nNothing was changed.\nRun `maru doctor`: it says what to do.")
}

fn is_empty(store: &Store) -> Result<bool> {
    let count: u32 = store.read::<_, store::Error>(|view| {
        Ok(view.query_row("SELECT count(*) FROM centre WHERE centre <> 0", [], |row| row.get(0))?)
    })?;
    Ok(count == 0)
}

fn make_centre(store: &Store, settings: &Settings, at: routing::Time) -> Result<()> {
    let (name, zone) = (settings.name.clone(), settings.zone.clone());
    store.write::<_, store::Error>(|tx| store::accounts::create_centre(tx, CENTRE, &name, &zone, at))?;
    Ok(())
}

/// A secret out of its file, as it can stand in a header.
fn secret(name: &str, of: &SecretFile) -> Result<Secret> {
    let path = of.file.display();
    let text =
        std::fs::read_to_string(&of.file).with_context(|| format!("the secret {name} cannot be read from {path}"))?;
    let value = text.trim_end_matches(['\n', '\r']);
    anyhow::ensure!(
        !value.is_empty() && value.len() <= 4_000 && value.chars().all(|c| c == ' ' || c.is_ascii_graphic()),
        "the secret {name} in {path} must be one line of printable ASCII characters"
    );
    Ok(Secret { host: of.host.to_ascii_lowercase(), value: value.to_owned() })
}

/// Without it everything else works, so a folder that cannot be used stops nothing; who looks at Setup reads why.
fn embeddings(folder: &Path) -> std::result::Result<Arc<Model>, String> {
    let read = Model::open(folder).map(Arc::new).map_err(|fault| fault.to_string());
    match &read {
        Ok(model) => tracing::info!(name = model.name(), "embeddings are read"),
        Err(fault) => tracing::warn!("embeddings cannot be used, articles stay in the order of words: {fault}"),
    }
    read
}

fn config(settings: &Settings, kind: Kind) -> Result<Config> {
    let public_url = PublicUrl::parse(&settings.public_url)
        .with_context(|| format!("public_url {:?} cannot be used", settings.public_url))?;
    Ok(Config {
        public_url,
        more_origins: Vec::new(),
        trusted_proxies: settings.trusted_proxies.clone(),
        metrics_from: Vec::new(),
        inside_hosts: settings.webhook_private_hosts.clone(),
        secrets: settings
            .secrets
            .iter()
            .map(|(name, of)| Ok((name.clone(), secret(name, of)?)))
            .collect::<Result<_>>()?,
        embeddings: settings.embeddings.as_deref().map(embeddings),
        demo: kind != Kind::Real,
        version: env!("CARGO_PKG_VERSION").into(),
    })
}
