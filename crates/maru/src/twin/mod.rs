//! The twin from the command line: the floor's own engine under a virtual clock.

mod contacts_file;
mod csv_file;
pub mod explain;
mod goals_file;
mod past;
mod people_file;
mod policy_file;
pub mod replay;
mod scenario_file;
pub mod simulate;
mod stretches;
pub mod tune;
mod tuned;
