//! Long work that goes on while its caller looks at something else: one search a centre at a time, told and cancelled by its id.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU16, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::types::{JobState, JobView};
use crate::error::{Error, Result};
use crate::wire::Language;

/// One piece of work.
#[derive(Debug)]
pub struct Job {
    id: u64,
    permille: AtomicU16,
    /// `i64::MAX` until there is one.
    cost: AtomicI64,
    cancelled: AtomicBool,
    ended: Mutex<Option<Result<u64>>>,
}

/// The newest job of every centre.
#[derive(Debug, Default)]
pub struct Jobs(Mutex<BTreeMap<u32, Arc<Job>>>);

impl Jobs {
    /// Begins a job.
    ///
    /// # Errors
    /// [`Error::WrongState`] while another of the centre's runs.
    pub fn begin(&self, centre: u32, id: u64) -> Result<Arc<Job>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.get(&centre).is_some_and(|job| job.is_running()) {
            return Err(Error::WrongState);
        }
        let job = Arc::new(Job {
            id,
            permille: AtomicU16::new(0),
            cost: AtomicI64::new(i64::MAX),
            cancelled: AtomicBool::new(false),
            ended: Mutex::new(None),
        });
        all.insert(centre, Arc::clone(&job));
        Ok(job)
    }

    /// The centre's job that runs now.
    pub fn running(&self, centre: u32) -> Option<Arc<Job>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&centre).filter(|job| job.is_running()).cloned()
    }

    /// Asks every job to stop: the server stops.
    pub fn cancel_all(&self) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.values().for_each(|job| job.cancel());
    }

    /// The job of a centre with this id.
    pub fn find(&self, centre: u32, id: u64) -> Result<Arc<Job>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&centre).filter(|job| job.id == id).cloned().ok_or(Error::NotFound)
    }
}

impl Job {
    /// Its number.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// The seed of its search: another for every job.
    pub fn seed(&self) -> u64 {
        self.id
    }

    /// Tells how far it is, and hears whether it should go on.
    pub fn tell(&self, share: f64, cost: i64) -> bool {
        self.permille.store((share.clamp(0.0, 1.0) * 1_000.0) as u16, Ordering::Relaxed);
        self.cost.store(cost, Ordering::Relaxed);
        !self.is_cancelled()
    }

    /// Whether somebody asked it to stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Asks it to stop; what it has so far is not kept.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// How it ended.
    pub fn end(&self, result: Result<u64>) {
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
    }

    fn is_running(&self) -> bool {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// Done, of a thousand.
    pub fn permille(&self) -> u16 {
        self.permille.load(Ordering::Relaxed)
    }

    /// How it ended, what it made, and why it failed.
    pub fn outcome(&self, language: Language) -> (JobState, Option<u64>, Option<String>) {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match ended {
            None => (JobState::Running, None, None),
            Some(Ok(made)) => (JobState::Done, Some(made), None),
            Some(Err(_)) if self.is_cancelled() => (JobState::Cancelled, None, None),
            Some(Err(fault)) => (JobState::Failed, None, Some(fault.sentence(language))),
        }
    }

    /// As it is now.
    pub fn view(&self, language: Language) -> JobView {
        let (state, roster, why) = self.outcome(language);
        let cost = self.cost.load(Ordering::Relaxed);
        JobView { id: self.id, permille: self.permille(), cost: (cost != i64::MAX).then_some(cost), state, roster, why }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_job_a_centre_at_a_time_and_only_its_own_centre_sees_it() {
        let jobs = Jobs::default();
        let job = jobs.begin(1, 7).unwrap();
        assert_eq!(jobs.begin(1, 8).err(), Some(Error::WrongState));
        assert!(jobs.begin(2, 9).is_ok());
        assert_eq!(jobs.find(2, 7).err(), Some(Error::NotFound));
        assert!(job.tell(0.25, 40));
        assert_eq!(
            (job.view(Language::Ko).permille, job.view(Language::Ko).cost, job.view(Language::Ko).state),
            (250, Some(40), JobState::Running)
        );
        job.end(Ok(3));
        assert_eq!((job.view(Language::Ko).state, job.view(Language::Ko).roster), (JobState::Done, Some(3)));
        let other = jobs.begin(1, 8).unwrap();
        jobs.cancel_all();
        assert!(!other.tell(0.5, 1), "the server stops");
    }

    #[test]
    fn a_cancelled_job_hears_of_it_and_says_so() {
        let job = Jobs::default().begin(1, 7).unwrap();
        job.cancel();
        assert!(!job.tell(0.5, 1));
        job.end(Err(Error::WrongState));
        assert_eq!(job.view(Language::Ko).state, JobState::Cancelled);
    }
}
