//! The twin from the command line: the floor's own engine under a virtual clock.

pub mod explain;
mod past;
mod people_file;
pub mod replay;
mod scenario_file;
pub mod simulate;
