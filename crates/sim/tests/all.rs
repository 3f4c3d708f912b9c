//! Every integration test of this crate in one program: it is linked once. Each file of this folder is named here.

mod crashes;
mod effort;
mod golden;
mod properties;
mod replay;
mod scenarios;
mod scripts;
mod shadow;
mod snapshots;
mod staffing;
mod stored;
mod tally;
