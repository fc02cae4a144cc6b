//! pullquote: a terminal article reader that shows who said what.
//!
//! The modules in reading order; a module uses only those above it:
//!
//! ```text
//! span     harmless     model     anchor
//! article
//! load     clean     annotate      (these three do not know each other)
//! check     highlight
//! document
//! layout   export   rule_file
//! library
//! query
//! extract  review  answers  tui
//! cli
//! ```

pub mod span;
pub mod harmless;
pub mod model;
pub mod anchor;
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
pub mod library;
pub mod query;
pub mod extract;
pub mod review;
pub mod answers;
pub mod tui;
pub mod cli;
