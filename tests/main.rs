//! All tests, in one binary.

mod cli;
mod layout;
mod load;
mod screen;
