//! All tests, in one binary.

mod layout;
mod load;
mod screen;
mod golden;
mod cli;
mod terminal;
