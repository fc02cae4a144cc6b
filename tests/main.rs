//! All tests, in one binary.

mod checks;
mod cli;
mod clutter;
mod constructions;
mod desk;
mod export;
mod fetch;
mod formats;
mod golden;
mod journeys;
mod layout;
mod library;
mod load;
mod pages;
mod robust;
mod screen;
mod settings;
mod stage;
mod tamper;
mod terminal;
