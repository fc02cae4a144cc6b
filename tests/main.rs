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
mod robust;
mod screen;
mod stage;
mod shelves;
mod tables;
mod tamper;
mod terminal;
mod waiting;
