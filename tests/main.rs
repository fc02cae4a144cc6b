//! All tests, in one binary.

mod cli;
mod golden;
mod layout;
mod load;
mod screen;
mod terminal;
