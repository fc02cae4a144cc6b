//! Questions that go across articles: everything one person said ([`who`]), what two reports of one event share
//! ([`compare`]), the same words in another wording ([`alike`]), the same text on another page ([`near`]), what an edit changed ([`changed`]). They are asked of [`said::Said`], which stands on
//! its own, whether it was just read or comes out of the library.

pub mod said;
pub mod name;
pub mod link;
pub mod alike;
pub mod near;
pub mod changed;
pub mod who;
pub mod compare;
pub mod search;
