//! All tests, in one binary.

mod cli;
mod clutter;
mod fetch;
mod golden;
mod layout;
mod library;
mod load;
mod pages;
mod robust;
mod screen;
mod tamper;
mod terminal;
