//! All tests, in one binary.

mod layout;
mod load;
mod cli;
mod terminal;
