//! All tests, in one binary.

mod answers;
#[cfg(unix)]
mod browser;
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
mod linear;
mod load;
mod moving;
mod mutated;
mod paged;
mod pages;
mod panel;
mod panes;
mod reload;
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
mod walks;
