//! The demo as tests open it.
#![allow(clippy::unwrap_used)]

use api::App;
use api::config::{Config, PublicUrl};
use auth::Auth;
use axum::Router;
use routing::Time;
use store::Store;

use crate::settings::CENTRE;

pub const ORIGIN: &str = "http://127.0.0.1:7070";

/// The demo in a fresh folder, without a roster.
pub async fn opened(clock: fn() -> Time) -> (tempfile::TempDir, App, api::centre::Centre, Router) {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(home.path()).unwrap();
    store
        .write::<_, store::Error>(|tx| store::accounts::create_centre(tx, CENTRE, "마루", "Asia/Seoul", clock()))
        .unwrap();
    let config = Config {
        public_url: PublicUrl::parse(ORIGIN).unwrap(),
        more_origins: Vec::new(),
        trusted_proxies: Vec::new(),
        metrics_from: Vec::new(),
        inside_hosts: Vec::new(),
        secrets: Default::default(),
        embeddings: None,
        demo: true,
        version: "test".into(),
    };
    let app = App::new(store.clone(), Auth::new(store.clone()).unwrap(), config, clock);
    let running = api::centre::start(&store, CENTRE, Vec::new(), clock).unwrap();
    app.serve(CENTRE, running.clone());
    let router = api::router(app.clone(), axum::routing::get(|| async { "" }));
    crate::demo::install::everything(&app, &running).await.unwrap();
    (home, app, running, router)
}
