//! All tests, in one binary.

mod answers;
mod catalogue;
mod checks;
mod cli;
mod clutter;
mod constructions;
mod desk;
mod export;
mod feeds;
mod fetch;
mod finder;
mod formats;
mod golden;
mod home;
mod hostile;
mod journeys;
mod layout;
mod library;
mod load;
mod moving;
mod mutated;
mod paged;
mod pages;
mod panes;
mod robust;
mod screen;
#[cfg(unix)]
mod pty;
mod settings;
mod shelves;
mod shell;
mod stage;
mod tables;
mod tamper;
mod terminal;
mod waiting;
