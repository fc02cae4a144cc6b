//! All tests, in one binary.

mod checks;
mod cli;
mod clutter;
mod constructions;
mod desk;
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
mod shelves;
mod tamper;
mod terminal;
mod waiting;
