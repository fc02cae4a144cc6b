//! All tests, in one binary.

mod layout;
mod load;
mod screen;
mod cli;
mod terminal;
