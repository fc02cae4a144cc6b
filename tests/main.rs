//! All tests, in one binary.

mod answers;
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
mod mutated;
mod paged;
mod pages;
mod panes;
mod robust;
mod screen;
mod settings;
mod stage;
mod shelves;
mod tamper;
mod terminal;
