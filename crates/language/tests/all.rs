//! Every integration test of this crate in one program: it is linked once. Each file of this folder is named here.

mod hostile;
mod knowledge;
mod messages;
mod reasons;
mod redaction;
mod rests;
mod tone;
