#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
//! A centre on its own thread, heard only through its handle. Nothing sleeps: every test waits for what it asked for.

use std::sync::{Arc, Mutex};

use contract::Adapter;
use jiff::tz::TimeZone;
use journal::memory::{Disk, Fault, MemoryJournal};
use journal::{ReadJournal, Row};
use node::hours::Calendar;
use node::{Centre, CentreSettings, Driver, Submission, SubmitError, clock};
use routing::*;
use tokio::sync::broadcast::Receiver;

use crate::common::*;

type Small = Centre<MemoryJournal>;

/// Long enough that nobody is silent within a test.
const PATIENT_MS: i64 = 3_600_000;

fn start(disk: &Disk, adapters: Vec<Arc<dyn Adapter>>) -> Small {
    let driver = Driver::open(MemoryJournal::open(disk.clone()), Box::new(()), settings()).unwrap();
    Centre::start(driver, CentreSettings { silence_ms: PATIENT_MS, adapters, wall: clock::now }).unwrap()
}

async fn open(disk: &Disk) -> Small {
    let centre = start(disk, vec![]);
    centre.submit(publish()).await.unwrap();
    centre
}

async fn tell(centre: &Small, input: Input) -> Result<Time, SubmitError> {
    centre.submit(Submission::new(input)).await.map(|committed| committed.at)
}

/// The next committed event that is wanted.
async fn until<T>(rows: &mut Receiver<Arc<Row>>, wanted: impl Fn(&Event) -> Option<T>) -> T {
    loop {
        let row = rows.recv().await.unwrap();
        if let Some(found) = row.body.events.iter().find_map(&wanted) {
            return found;
        }
    }
}

#[tokio::test]
async fn answers_rows_and_questions_agree() {
    let disk = Disk::default();
    let centre = open(&disk).await;
    let mut rows = centre.committed();
    let first = centre.submit(Submission::new(arrive(1))).await.unwrap();
    let row = rows.recv().await.unwrap();
    assert_eq!((row.seq, row.at), (first.seq, first.at));
    assert_eq!(row.body.events, *first.events);
    assert!(centre.ask(|engine, now| engine.contact(ContactId(1)).is_some() && now > NOW.plus_ms(-1)).await.is_ok());
    assert!(matches!(tell(&centre, arrive(1)).await, Err(SubmitError::Refused(Refusal::DuplicateContact))));
    let status = centre.status().await.unwrap();
    assert_eq!((status.seq, status.lag_ms, status.stopped), (2, 0, false));
}

#[tokio::test]
async fn stopping_decides_what_waits_and_the_next_start_goes_on() {
    let disk = Disk::default();
    let centre = open(&disk).await;
    let answers: Vec<_> = (1..=50)
        .map(|id| {
            let centre = centre.clone();
            tokio::spawn(async move { tell(&centre, arrive(id)).await })
        })
        .collect();
    tokio::task::yield_now().await;
    let (stopped, ()) = (centre.clone(), centre.stop().await);
    for answer in answers {
        answer.await.unwrap().unwrap();
    }
    assert!(matches!(tell(&stopped, arrive(99)).await, Err(SubmitError::Stopped)));
    assert!(stopped.ask(|_, _| ()).await.is_err());
    let last = MemoryJournal::open(disk.clone()).head().unwrap().seq;
    assert_eq!(MemoryJournal::open(disk.clone()).snapshot_before(u64::MAX).unwrap().unwrap().seq, last);
    disk.cut_power(0);
    let again = start(&disk, vec![]);
    assert_eq!(again.ask(|engine, _| engine.contacts().count()).await.unwrap(), 50);
}

/// Notes, for each effect, the row that was durable when it was carried out.
struct Probe {
    disk: Disk,
    seen: Mutex<Vec<(Effect, u64)>>,
}

impl Adapter for Probe {
    fn carry_out(&self, effect: &Effect) {
        // What would be found after a power cut at this moment.
        let durable = MemoryJournal::open(self.disk.clone()).head().unwrap().seq;
        self.seen.lock().unwrap().push((effect.clone(), durable));
    }
}

#[tokio::test]
async fn effects_come_after_the_disk_and_again_after_a_restart() {
    let disk = Disk::default();
    let probe = Arc::new(Probe { disk: disk.clone(), seen: Mutex::default() });
    let centre = start(&disk, vec![probe.clone()]);
    centre.submit(publish()).await.unwrap();
    disk.arm(Fault::Full);
    assert!(matches!(tell(&centre, arrive(1)).await, Err(SubmitError::Full)));
    assert!(probe.seen.lock().unwrap().is_empty(), "nothing happened");
    tell(&centre, arrive(1)).await.unwrap();
    let shown = (Effect::ShowChoices { contact: ContactId(1) }, 2);
    assert_eq!(*probe.seen.lock().unwrap(), std::slice::from_ref(&shown));
    centre.stop().await;

    let again = start(&disk, vec![probe.clone()]);
    again.status().await.unwrap();
    assert_eq!(*probe.seen.lock().unwrap(), [shown.clone(), shown]);
}

struct Clumsy;

impl Adapter for Clumsy {
    fn carry_out(&self, _: &Effect) {
        panic!("an adapter's bug");
    }
}

#[tokio::test]
async fn others_faults_do_not_end_a_centre() {
    let centre = start(&Disk::default(), vec![Arc::new(Clumsy)]);
    centre.submit(publish()).await.unwrap();
    tell(&centre, arrive(1)).await.unwrap();
    assert!(centre.ask(|_, _| panic!("a question's bug")).await.is_err());
    tell(&centre, arrive(2)).await.unwrap();
}

#[tokio::test]
async fn deadlines_are_kept_without_being_asked() {
    let centre = open(&Disk::default()).await;
    let mut quick = policy();
    quick.offers.deadline_ms = 30;
    tell(&centre, Input::Publish { policy: Box::new(quick) }).await.unwrap();
    tell(&centre, agent(1)).await.unwrap();
    centre.device_heard(AgentId(1));
    tell(&centre, ready(1)).await.unwrap();
    let mut rows = centre.committed();
    tell(&centre, arrive(1)).await.unwrap();
    tell(&centre, ask_person(1)).await.unwrap();
    let deadline = until(&mut rows, |event| match event {
        Event::Offered { deadline, .. } => Some(*deadline),
        _ => None,
    })
    .await;
    loop {
        let row = rows.recv().await.unwrap();
        if row.body.events.iter().any(|event| matches!(event, Event::OfferEnded { .. })) {
            assert_eq!(row.body.input, Input::Tick);
            assert!(row.at >= deadline && row.at.since_ms(deadline) < 2_000);
            break;
        }
    }
}

#[tokio::test]
async fn a_silent_device_leaves_and_comes_back_when_heard() {
    let centre = open(&Disk::default()).await;
    let mut rows = centre.committed();
    tell(&centre, agent(1)).await.unwrap();
    tell(&centre, ready(1)).await.unwrap();
    let alive = |event: &Event| match event {
        Event::DeviceChanged { agent: AgentId(1), alive } => Some(*alive),
        _ => None,
    };
    assert!(!until(&mut rows, alive).await, "signed in, never heard");
    centre.device_heard(AgentId(1));
    assert!(until(&mut rows, alive).await);
}

#[tokio::test]
async fn hours_follow_the_calendars() {
    let centre = open(&Disk::default()).await;
    let mut rows = centre.committed();
    let never_open =
        Calendar { id: HoursId(1), zone: TimeZone::UTC, weekly: Default::default(), exceptions: Vec::new() };
    centre.set_calendars(vec![never_open]).unwrap();
    let open = |event: &Event| match event {
        Event::HoursChanged { hours: HoursId(1), open } => Some(*open),
        _ => None,
    };
    assert!(!until(&mut rows, open).await);
}

#[tokio::test]
async fn a_fenced_centre_stops_and_says_so() {
    let disk = Disk::default();
    let old = open(&disk).await;
    let new = start(&disk, vec![]);
    tell(&new, arrive(1)).await.unwrap();
    assert!(matches!(tell(&old, arrive(2)).await, Err(SubmitError::Stopped)));
    assert!(matches!(old.ask(|engine, _| engine.contacts().count()).await, Err(SubmitError::Stopped)));
    tell(&new, arrive(2)).await.unwrap();
}

#[tokio::test]
async fn too_much_at_once_is_refused_and_not_queued_for_ever() {
    let centre = open(&Disk::default()).await;
    let (release, held) = std::sync::mpsc::channel::<()>();
    let (entered, inside) = tokio::sync::oneshot::channel();
    let holding = centre.clone();
    let question = tokio::spawn(async move {
        holding
            .ask(move |_, _| {
                entered.send(()).unwrap();
                held.recv().unwrap();
            })
            .await
    });
    inside.await.unwrap();
    let refused = (0..100_000).find_map(|_| centre.set_calendars(vec![]).err());
    assert!(matches!(refused, Some(SubmitError::Busy)));
    release.send(()).unwrap();
    question.await.unwrap().unwrap();
    while let Err(error) = tell(&centre, arrive(1)).await {
        assert!(matches!(error, SubmitError::Busy), "{error}");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_clock_behind_the_journal_does_not_stop_time() {
    let disk = Disk::default();
    let tomorrow = clock::now().max(NOW).plus_ms(86_400_000);
    let mut driver = memory(&disk);
    driver.step(tomorrow, vec![Submission::new(arrive(1))]);
    drop(driver);
    let centre = start(&disk, vec![]);
    let first = tell(&centre, arrive(2)).await.unwrap();
    assert!(first >= tomorrow);
    let later = loop {
        let now = centre.ask(|_, now| now).await.unwrap();
        if now > first {
            break now;
        }
    };
    assert!(later.since_ms(tomorrow) < 3_600_000);
}
