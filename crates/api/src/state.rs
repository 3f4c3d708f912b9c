//! What every handler can reach.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use auth::Auth;
use measure::Report;
use routing::Time;
use rusqlite::{Connection, Transaction};
use store::Store;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::centre::Centre;
use crate::config::Config;
use crate::egress::Egress;
use crate::error::{Error, Result};
use crate::floor::types::{AlertKind, Floor};
use crate::guard::headers::Framers;
use crate::guard::rates::Rates;
use crate::knowledge::shelf::Shelves;
use crate::limits;
use crate::live::customers::Customers;
use crate::live::hub::Hub;
use crate::live::waits::Waits;
use crate::models::search::Kept;
use crate::planning::jobs::Jobs;
use crate::planning::shared::Shared;
use crate::procedures::personal::Held;
use crate::reasons::learn::Models;
use crate::setup::catalogue::Catalogue;
use crate::shadow::Shadows;

/// What the wallboard of a centre last showed.
struct Board {
    floor: Arc<Floor>,
    report: Report,
    alerts: Vec<(AlertKind, String)>,
}

/// Published setups as they were read, and how often one was published since: who read before that keeps nothing.
#[derive(Default)]
struct Catalogues {
    published: u64,
    kept: BTreeMap<u32, Arc<Catalogue>>,
}

/// The application's state; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    auth: Auth,
    centres: RwLock<BTreeMap<u32, Centre>>,
    catalogues: RwLock<Catalogues>,
    config: Config,
    egress: Egress,
    own_origins: Vec<String>,
    framers: Framers,
    rates: Rates,
    hub: Hub,
    customers: Customers,
    waits: Waits,
    boards: RwLock<BTreeMap<u32, Board>>,
    jobs: Jobs,
    tries: Jobs,
    shared: Shared,
    shadows: Shadows,
    models: Models,
    shelves: Arc<Shelves>,
    vectors: Kept,
    held: Held,
    password_slots: Semaphore,
    clock: fn() -> Time,
    started: Time,
}

impl App {
    /// The state of a server; `clock` is `node::clock::now` but in tests.
    pub fn new(store: Store, auth: Auth, config: Config, clock: fn() -> Time) -> Self {
        crate::ops::figures::install();
        let own_origins = config.public_url.origins().into_iter().chain(config.more_origins.clone()).collect();
        Self(Arc::new(Inner {
            store,
            auth,
            centres: RwLock::default(),
            catalogues: RwLock::default(),
            egress: Egress::new(&config.inside_hosts),
            config,
            own_origins,
            framers: Framers::default(),
            rates: Rates::new(clock),
            hub: Hub::default(),
            customers: Customers::default(),
            waits: Waits::default(),
            boards: RwLock::default(),
            jobs: Jobs::default(),
            tries: Jobs::default(),
            shared: Shared::default(),
            shadows: Shadows::default(),
            models: Models::default(),
            shelves: Arc::default(),
            vectors: Kept::default(),
            held: Held::default(),
            password_slots: Semaphore::new(limits::PASSWORD_CHECKS),
            clock,
            started: clock(),
        }))
    }

    /// Serves a centre from now on: its routes answer, its sockets hear.
    pub fn serve(&self, centre: u32, running: Centre) {
        crate::live::teller::start(self.clone(), centre, &running);
        crate::floor::board::start(self.clone(), centre, running.clone());
        crate::live::customer_teller::start(self.clone(), centre, running.clone());
        crate::shadow::start(self.clone(), centre, running.clone());
        crate::webhooks::send::start(self.clone(), centre, &running);
        crate::reasons::learn::start(self.clone(), centre);
        self.0.centres.write().unwrap_or_else(PoisonError::into_inner).insert(centre, running.clone());
        // The bot hands over what a stop of the server left behind, which takes a centre that is served.
        crate::bot::start(self.clone(), centre, running);
    }

    /// Watches over sessions and sockets until the server ends; to be run once.
    pub async fn watch(self) {
        crate::live::watch::run(self).await;
    }

    /// A running centre.
    pub fn centre(&self, centre: u32) -> Result<Centre> {
        let centres = self.0.centres.read().unwrap_or_else(PoisonError::into_inner);
        centres.get(&centre).cloned().ok_or(Error::Unavailable)
    }

    /// All running centres.
    pub fn centres(&self) -> Vec<(u32, Centre)> {
        let centres = self.0.centres.read().unwrap_or_else(PoisonError::into_inner);
        centres.iter().map(|(id, centre)| (*id, centre.clone())).collect()
    }

    /// The published setup of a centre, as names.
    pub async fn catalogue(&self, centre: u32) -> Result<Arc<Catalogue>> {
        let (kept, published) = {
            let all = self.0.catalogues.read().unwrap_or_else(PoisonError::into_inner);
            (all.kept.get(&centre).cloned(), all.published)
        };
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let read = Arc::new(self.read(move |view| Catalogue::load(view, centre)).await?);
        let mut all = self.0.catalogues.write().unwrap_or_else(PoisonError::into_inner);
        if all.published == published {
            all.kept.insert(centre, Arc::clone(&read));
        }
        Ok(read)
    }

    /// A new version is in force.
    pub fn forget_catalogue(&self, centre: u32) {
        let mut all = self.0.catalogues.write().unwrap_or_else(PoisonError::into_inner);
        all.published = all.published.wrapping_add(1);
        all.kept.remove(&centre);
        drop(all);
        self.0.shared.changed(centre);
        self.0.models.changed(centre);
    }

    /// The wallboard as last computed.
    pub fn floor(&self, centre: u32) -> Result<Arc<Floor>> {
        let boards = self.0.boards.read().unwrap_or_else(PoisonError::into_inner);
        boards.get(&centre).map(|board| Arc::clone(&board.floor)).ok_or(Error::Unavailable)
    }

    /// The sums that reports are made of, as of the wallboard.
    pub fn report(&self, centre: u32) -> Result<Report> {
        let boards = self.0.boards.read().unwrap_or_else(PoisonError::into_inner);
        boards.get(&centre).map(|board| board.report.clone()).ok_or(Error::Unavailable)
    }

    /// Shows a new wallboard.
    pub fn show_floor(&self, centre: u32, floor: Arc<Floor>, report: Report) {
        let mut boards = self.0.boards.write().unwrap_or_else(PoisonError::into_inner);
        let alerts = boards.remove(&centre).map(|board| board.alerts).unwrap_or_default();
        boards.insert(centre, Board { floor, report, alerts });
    }

    /// Which rules were broken when alerts were last looked at.
    pub fn alerts_known(&self, centre: u32) -> Vec<(AlertKind, String)> {
        let boards = self.0.boards.read().unwrap_or_else(PoisonError::into_inner);
        boards.get(&centre).map(|board| board.alerts.clone()).unwrap_or_default()
    }

    /// Remembers which rules are broken.
    pub fn know_alerts(&self, centre: u32, known: Vec<(AlertKind, String)>) {
        let mut boards = self.0.boards.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(board) = boards.get_mut(&centre) {
            board.alerts = known;
        }
    }

    /// The operator's settings.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Personal values of runs that have not ended.
    pub fn held(&self) -> &Held {
        &self.0.held
    }

    /// The only door out.
    pub fn egress(&self) -> &Egress {
        &self.0.egress
    }

    /// Accounts, sessions and permissions.
    pub fn auth(&self) -> &Auth {
        &self.0.auth
    }

    /// The store itself, for blocking work.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Staff sockets.
    pub fn hub(&self) -> &Hub {
        &self.0.hub
    }

    /// Customers' sockets.
    pub fn customers(&self) -> &Customers {
        &self.0.customers
    }

    /// What those in line may be told.
    pub fn waits(&self) -> &Waits {
        &self.0.waits
    }

    /// Sockets open now, staff and customers.
    pub fn sockets(&self) -> usize {
        self.0.hub.count() + self.0.customers.count()
    }

    /// How often callers may do what.
    pub fn rates(&self) -> &Rates {
        &self.0.rates
    }

    /// A turn at checking a password.
    pub async fn password_slot(&self) -> Result<SemaphorePermit<'_>> {
        self.0.password_slots.acquire().await.map_err(|_| Error::Unavailable)
    }

    /// The time.
    pub fn now(&self) -> Time {
        (self.0.clock)()
    }

    /// When this server started.
    pub fn started(&self) -> Time {
        self.0.started
    }

    /// Whether a browser's `Origin` is one of our own pages.
    pub fn is_own_origin(&self, origin: &str) -> bool {
        self.0.own_origins.iter().any(|own| own == origin)
    }

    /// Whose pages may frame the sites' own.
    pub fn framers(&self) -> &Framers {
        &self.0.framers
    }

    /// Searches for rosters under way.
    pub fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    /// Days being played again.
    pub fn tries(&self) -> &Jobs {
        &self.0.tries
    }

    /// Planning's answers that many look at.
    pub fn shared(&self) -> &Shared {
        &self.0.shared
    }

    /// Policies in the shadow of the live ones.
    pub fn shadows(&self) -> &Shadows {
        &self.0.shadows
    }

    /// What reasons the centres have learned.
    pub fn models(&self) -> &Models {
        &self.0.models
    }

    /// The articles of the centres, to be searched.
    pub fn shelves(&self) -> Arc<Shelves> {
        Arc::clone(&self.0.shelves)
    }

    /// Vectors of articles.
    pub fn vectors(&self) -> &Kept {
        &self.0.vectors
    }

    /// Reads one consistent view of the store, off the async threads.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let store = self.0.store.clone();
        blocking(move || store.read(work)).await
    }

    /// Writes in one transaction, off the async threads.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let store = self.0.store.clone();
        blocking(move || store.write(work)).await
    }

    /// A new id, off the async threads: mostly from memory, now and then from the disk.
    pub async fn new_id(&self, centre: u32) -> Result<u64> {
        let store = self.0.store.clone();
        blocking(move || Ok(store.next_id(centre)?)).await
    }
}

/// Runs blocking work off the async threads; a panic in it is a fault of the program, not of the server.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Internal)?
}
