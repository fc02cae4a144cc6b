//! History: the jump list. Places one jumped from, with a way back and forward among them.

/// Places one jumped from, in bytes of the text; the oldest are forgotten.
#[derive(Clone, Debug, Default)]
pub struct History {
    places: Vec<usize>,
    /// Where one is among them; behind the last one after a jump.
    at: usize,
}

/// As many places are kept.
const KEPT: usize = 100;

impl History {
    /// A jump from `place`: what lay forward is forgotten.
    pub fn jumped(&mut self, place: usize) {
        self.places.truncate(self.at);
        self.places.retain(|kept| *kept != place);
        self.places.push(place);
        if self.places.len() > KEPT {
            self.places.remove(0);
        }
        self.at = self.places.len();
    }

    /// The place before; `here` is where forward leads back to.
    pub fn back(&mut self, here: usize) -> Option<usize> {
        let to = self.at.checked_sub(1)?;
        if self.at == self.places.len() {
            self.places.push(here);
        }
        self.at = to;
        self.places.get(to).copied()
    }

    /// The place that was left by going back.
    pub fn forward(&mut self) -> Option<usize> {
        let to = self.places.get(self.at + 1).copied()?;
        self.at += 1;
        Some(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_back_and_forward() {
        let mut history = History::default();
        assert_eq!(history.back(5), None);
        history.jumped(10);
        history.jumped(20);
        assert_eq!((history.back(30), history.back(20), history.back(10)), (Some(20), Some(10), None));
        assert_eq!((history.forward(), history.forward(), history.forward()), (Some(20), Some(30), None));
        history.back(30);
        history.jumped(40);
        assert_eq!(history.forward(), None, "a new way leads elsewhere");
        assert_eq!(history.back(50), Some(40));
        assert_eq!(
            history.back(40),
            Some(10),
            "the place that was jumped from there is passed on the old way"
        );
    }

    #[test]
    fn old_places_are_forgotten() {
        let mut history = History::default();
        (0..500).for_each(|place| history.jumped(place));
        assert_eq!(history.places.len(), KEPT);
        assert_eq!(history.back(1000), Some(499));
    }
}
