//! Every integration test of this crate in one program: it is linked once. Each file of this folder is named here.

mod adherence;
mod chance;
mod erlang_properties;
mod erlang_reference;
mod forecast;
mod history;
mod nights;
mod proved;
mod schedule;
mod small_centre;
mod staff;
mod weeks;
