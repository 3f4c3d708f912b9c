//! Every integration test of this crate in one program: it is linked once. Each file of this folder is named here.

mod common;
mod doctor;
mod full_disk;
mod keeping;
mod opening;
mod scenarios;
mod stopping;
mod tune;
mod twin;
