//! pullquote: a terminal article reader that shows who said what.
//!
//! The modules in reading order; a module uses only those above it:
//!
//! ```text
//! span     harmless     short_words     model     trees     anchor     mistake
//! article
//! load     clean     annotate      (these three do not know each other)
//! check     highlight
//! document
//! layout   export   rule_file   config
//! library   state
//! query
//! catalogue   feeds
//! extract  review  answers  import  restore  tui
//! user_files
//! cli  manual
//! ```

pub mod span;
pub mod few;
pub mod short_words;
pub mod harmless;
pub mod lanes;
pub mod places;
pub mod model;
pub mod trees;
pub mod anchor;
pub mod mistake;
pub mod article;
pub mod load;
pub mod clean;
pub mod annotate;
pub mod check;
pub mod highlight;
pub mod document;
pub mod layout;

pub mod export;
pub mod rule_file;
pub mod config;
pub mod library;
pub mod query;
pub mod catalogue;
pub mod feeds;
pub mod state;
pub mod extract;
pub mod review;
pub mod answers;
pub mod import;
pub mod restore;
pub mod tui;
pub mod user_files;
pub mod cli;
pub mod manual;
