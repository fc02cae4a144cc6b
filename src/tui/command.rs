//! Command: everything a key can do, one line each. Help, key map and hints are made from this table.

/// What a key can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    LineDown,
    LineUp,
    PageDown,
    PageUp,
    HalfDown,
    HalfUp,
    Start,
    End,
    Percent,
    BackPlace,
    ForwardPlace,
    Bookmark,
    GoTo,
    ParagraphDown,
    ParagraphUp,
    Centre,
    ToTop,
    ToBottom,
    NextStatement,
    PreviousStatement,
    NextFigure,
    PreviousFigure,
    NextMention,
    PreviousMention,
    NextBySpeaker,
    PreviousBySpeaker,
    Search,
    NextHit,
    PreviousHit,
    Again,
    AgainBack,
    Panel,
    TabSpeakers,
    TabFigures,
    TabFolded,
    TabLoose,
    Card,
    Skim,
    Fold,
    IsArticle,
    IsClutter,
    StatementRight,
    StatementWrong,
    OtherSpeaker,
    AddStatement,
    Edges,
    SameFigure,
    Undo,
    Copy,
    CopyAs,
    Select,
    MarkOn,
    MarkBack,
    WordOn,
    WordBack,
    SwapEnds,
    Highlight,
    Note,
    Highlights,
    Remove,
    ArticleCard,
    Wider,
    Narrower,
    Outline,
    AllTheySaid,
    Links,
    OpenLink,
    Hints,
    Star,
    Read,
    Tags,
    Refresh,
    NextArticle,
    PreviousArticle,
    Line,
    Help,
    Back,
    Up,
    Quit,
    Suspend,
    Redraw,
}

/// Where a command makes sense, and under which heading help lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Move,
    Who,
    Find,
    Look,
    Take,
    Articles,
    Program,
}

impl Group {
    pub const ALL: [Group; 7] =
        [Group::Who, Group::Move, Group::Find, Group::Look, Group::Take, Group::Articles, Group::Program];

    pub fn title(self) -> &'static str {
        match self {
            Group::Move => "Move",
            Group::Who => "Who said what",
            Group::Find => "Find",
            Group::Look => "Look closer",
            Group::Take => "Take away",
            Group::Articles => "Articles",
            Group::Program => "Program",
        }
    }
}

/// One command: its name in the key map and what it does, in a few words.
pub struct Entry {
    pub command: Command,
    pub name: &'static str,
    pub does: &'static str,
    pub group: Group,
}

const fn entry(command: Command, name: &'static str, does: &'static str, group: Group) -> Entry {
    Entry { command, name, does, group }
}

/// The table.
#[rustfmt::skip]
pub const COMMANDS: &[Entry] = &[
    entry(Command::NextStatement, "next-statement", "next statement", Group::Who),
    entry(Command::PreviousStatement, "previous-statement", "previous statement", Group::Who),
    entry(Command::NextBySpeaker, "next-by-speaker", "next statement by the same speaker", Group::Who),
    entry(Command::PreviousBySpeaker, "previous-by-speaker", "previous statement by the same speaker", Group::Who),
    entry(Command::NextFigure, "next-figure", "next new figure", Group::Who),
    entry(Command::PreviousFigure, "previous-figure", "previous new figure", Group::Who),
    entry(Command::NextMention, "next-mention", "next mention of the current figure", Group::Who),
    entry(Command::PreviousMention, "previous-mention", "previous mention of the current figure", Group::Who),
    entry(Command::StatementRight, "statement-right", "this statement is right", Group::Who),
    entry(Command::StatementWrong, "statement-wrong", "this is no statement", Group::Who),
    entry(Command::OtherSpeaker, "other-speaker", "other speaker: choose from a list", Group::Who),
    entry(Command::AddStatement, "add-statement", "selecting: add these words as a statement", Group::Who),
    entry(Command::Edges, "edges", "selecting: these words are the current statement's", Group::Who),
    entry(Command::SameFigure, "same-figure", "figures are one, or two: merge or split", Group::Who),
    entry(Command::Again, "again", "the last jump again, forward", Group::Who),
    entry(Command::AgainBack, "again-back", "the last jump again, back", Group::Who),
    entry(Command::LineDown, "line-down", "one line down", Group::Move),
    entry(Command::LineUp, "line-up", "one line up", Group::Move),
    entry(Command::PageDown, "page-down", "one page down", Group::Move),
    entry(Command::PageUp, "page-up", "one page up", Group::Move),
    entry(Command::HalfDown, "half-down", "half a page down", Group::Move),
    entry(Command::HalfUp, "half-up", "half a page up", Group::Move),
    entry(Command::Start, "start", "start of the article; 5g: paragraph 5", Group::Move),
    entry(Command::End, "end", "end of the article; 5G: paragraph 5", Group::Move),
    entry(Command::Percent, "percent", "50%: half way", Group::Move),
    entry(Command::ParagraphDown, "paragraph-down", "next paragraph", Group::Move),
    entry(Command::ParagraphUp, "paragraph-up", "previous paragraph", Group::Move),
    entry(Command::BackPlace, "back-place", "back to where one jumped from", Group::Move),
    entry(Command::ForwardPlace, "forward-place", "forward again", Group::Move),
    entry(Command::Bookmark, "bookmark", "m and a letter: bookmark this place", Group::Move),
    entry(Command::GoTo, "go-to", "' and a letter: to the bookmark; '' forward", Group::Move),
    entry(Command::Centre, "centre", "current thing to the middle of the screen", Group::Move),
    entry(Command::ToTop, "to-top", "current thing to the top of the screen", Group::Move),
    entry(Command::ToBottom, "to-bottom", "current thing to the bottom of the screen", Group::Move),
    entry(Command::Search, "search", "search (smart case); in the panel: find a name", Group::Find),
    entry(Command::NextHit, "next-hit", "next hit", Group::Find),
    entry(Command::PreviousHit, "previous-hit", "previous hit", Group::Find),
    entry(Command::Outline, "outline", "outline: jump to a heading", Group::Find),
    entry(Command::AllTheySaid, "all-they-said", "all they said: the current speaker, over the library", Group::Find),
    entry(Command::Links, "links", "links, by number", Group::Find),
    entry(Command::Panel, "panel", "panel and back", Group::Look),
    entry(Command::TabSpeakers, "tab-speakers", "panel: speakers", Group::Look),
    entry(Command::TabFigures, "tab-figures", "panel: figures", Group::Look),
    entry(Command::TabFolded, "tab-folded", "panel: folded lines", Group::Look),
    entry(Command::TabLoose, "tab-loose", "panel: loose ends", Group::Look),
    entry(Command::Card, "card", "card of the current thing; opens a fold", Group::Look),
    entry(Command::Skim, "skim", "skim: all, statements, this speaker, narration", Group::Look),
    entry(Command::Fold, "fold", "open or close the current fold, else all of them", Group::Look),
    entry(Command::IsArticle, "is-article", "this line is the article", Group::Look),
    entry(Command::IsClutter, "is-clutter", "this line is clutter", Group::Look),
    entry(Command::Undo, "undo", "take the last correction or highlight back", Group::Look),
    entry(Command::ArticleCard, "article-card", "card of the article", Group::Look),
    entry(Command::Wider, "wider", "wider column", Group::Look),
    entry(Command::Narrower, "narrower", "narrower column", Group::Look),
    entry(Command::Copy, "copy", "copy selection or statement, with attribution", Group::Take),
    entry(Command::CopyAs, "copy-as", "copy in a form of choice, or export to a file", Group::Take),
    entry(Command::Select, "select", "select words, from the current thing on; again: no more", Group::Take),
    entry(Command::MarkOn, "mark-on", "selecting: one word or mark on", Group::Take),
    entry(Command::MarkBack, "mark-back", "selecting: one word or mark back", Group::Take),
    entry(Command::WordOn, "word-on", "selecting: on to the next space", Group::Take),
    entry(Command::WordBack, "word-back", "selecting: back to the last space", Group::Take),
    entry(Command::SwapEnds, "swap-ends", "selecting: move the other end", Group::Take),
    entry(Command::Highlight, "highlight", "highlight the selection or the current thing", Group::Take),
    entry(Command::Note, "note", "highlight it and write a note", Group::Take),
    entry(Command::Highlights, "highlights", "highlights and notes", Group::Take),
    entry(Command::Remove, "remove", "in the list of highlights: remove this one", Group::Take),
    entry(Command::OpenLink, "open-link", "the link in the browser; 3o: link 3", Group::Take),
    entry(Command::Hints, "hints", "letters over the links in sight: type them to open one", Group::Take),
    entry(Command::Star, "star", "star, or no star, for the article or the row", Group::Articles),
    entry(Command::Read, "read", "read, or unread; at its end an article is read", Group::Articles),
    entry(Command::Tags, "tags", "tags of the article or the row", Group::Articles),
    entry(Command::Refresh, "refresh", "ask what is new: the feed one is in or at, else all feeds", Group::Articles),
    entry(Command::NextArticle, "next-article", "next article", Group::Articles),
    entry(Command::PreviousArticle, "previous-article", "previous article", Group::Articles),
    entry(Command::Line, "line", "command by its name; Tab completes: :export html", Group::Program),
    entry(Command::Help, "help", "this help; / searches it", Group::Program),
    entry(Command::Back, "back", "one step back; never quits", Group::Program),
    entry(Command::Up, "up", "one level up; from the top level: quit", Group::Program),
    entry(Command::Quit, "quit", "quit at once", Group::Program),
    entry(Command::Suspend, "suspend", "to the shell; fg comes back", Group::Program),
    entry(Command::Redraw, "redraw", "draw the screen anew", Group::Program),
];

impl Command {
    /// Its line in the table; the tests make sure that there is one.
    pub fn entry(self) -> &'static Entry {
        COMMANDS.iter().find(|entry| entry.command == self).unwrap_or(&COMMANDS[0])
    }

    pub fn named(name: &str) -> Option<Command> {
        COMMANDS.iter().find(|entry| entry.name == name).map(|entry| entry.command)
    }
}
