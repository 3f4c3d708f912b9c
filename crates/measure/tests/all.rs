//! Every integration test of this crate in one program: it is linked once. Each file of this folder is named here.

mod common;
mod cost;
mod figures;
mod merge;
