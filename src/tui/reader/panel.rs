//! The panel's state: which tab is open, which of its rows is chosen, which speakers it lists.

use crate::tui::index::Voice;

#[derive(Clone, Debug, Default)]
pub struct Panel {
    pub open: bool,
    pub focused: bool,
    pub tab: Tab,
    /// Which speakers the tab of speakers lists.
    pub naming: Naming,
    /// The name that was last looked for in the panel.
    pub sought: String,
    /// Index into the rows of the tab that can be chosen.
    pub chosen: usize,
}

/// How speakers are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Naming {
    /// All of them.
    #[default]
    Any,
    Named,
    /// "A union official".
    Unnamed,
    /// It is not known who "he" is.
    Unresolved,
}

impl Naming {
    pub fn next(self) -> Naming {
        match self {
            Naming::Any => Naming::Named,
            Naming::Named => Naming::Unnamed,
            Naming::Unnamed => Naming::Unresolved,
            Naming::Unresolved => Naming::Any,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Naming::Any => "all",
            Naming::Named => "named",
            Naming::Unnamed => "unnamed",
            Naming::Unresolved => "unresolved",
        }
    }

    /// Whether a speaker is listed.
    pub fn lets(self, voice: &Voice) -> bool {
        match self {
            Naming::Any => true,
            Naming::Named => voice.named,
            Naming::Unnamed => !voice.named && !voice.unresolved,
            Naming::Unresolved => voice.unresolved,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Speakers,
    Figures,
    Folded,
    Loose,
}

impl Tab {
    pub const ALL: [Tab; 4] = [Tab::Speakers, Tab::Figures, Tab::Folded, Tab::Loose];

    pub fn word(self) -> &'static str {
        match self {
            Tab::Speakers => "speakers",
            Tab::Figures => "figures",
            Tab::Folded => "folded",
            Tab::Loose => "loose",
        }
    }
}
