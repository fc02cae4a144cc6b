//! Markups: the stretches of a block that are set apart. Most blocks have none and keep no more than an address for them:
//! a long article has tens of thousands of blocks.

use std::ops::Deref;

use super::Markup;
use crate::span::Span;

/// Stretches of a block that are set apart, in order, with what they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Markups(Option<Box<Stretches>>);

#[derive(Clone, Debug, Default, PartialEq)]
struct Stretches {
    all: Vec<(Span, Markup)>,
}

impl Markups {
    pub fn push(&mut self, stretch: (Span, Markup)) {
        self.0.get_or_insert_default().all.push(stretch);
    }
}

impl Deref for Markups {
    type Target = [(Span, Markup)];

    fn deref(&self) -> &[(Span, Markup)] {
        self.0.as_ref().map_or(&[], |stretches| &stretches.all)
    }
}

impl FromIterator<(Span, Markup)> for Markups {
    fn from_iter<I: IntoIterator<Item = (Span, Markup)>>(all: I) -> Markups {
        let all: Vec<_> = all.into_iter().collect();
        Markups((!all.is_empty()).then(|| Box::new(Stretches { all })))
    }
}

impl<'a> IntoIterator for &'a Markups {
    type Item = &'a (Span, Markup);
    type IntoIter = std::slice::Iter<'a, (Span, Markup)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Markups {
    type Item = (Span, Markup);
    type IntoIter = std::vec::IntoIter<(Span, Markup)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.unwrap_or_default().all.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_take_no_room() {
        let mut markups: Markups = std::iter::empty().collect();
        assert!(markups.is_empty() && markups == Markups::default());
        markups.push((Span::new(0, 2), Markup::Strong));
        assert_eq!(*markups, [(Span::new(0, 2), Markup::Strong)]);
        assert_eq!(markups.clone().into_iter().collect::<Markups>(), markups);
        assert_eq!(size_of::<Markups>(), size_of::<usize>());
    }
}
