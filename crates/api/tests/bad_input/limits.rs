//! Every named limit is reached by a test.
