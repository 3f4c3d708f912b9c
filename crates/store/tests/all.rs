//! Every integration test of this crate in one program: it is linked once. Each file of this folder is named here.

mod access;
mod backup;
mod engine;
mod ids;
mod open;
mod projection;
mod schema;
mod seal;
mod shared_rows;
