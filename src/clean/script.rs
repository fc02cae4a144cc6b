//! Scripts of letters, as far as telling them apart matters for tampering.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    Latin,
    Cyrillic,
    Greek,
    /// Hebrew, Arabic, Syriac, Thaana.
    RightToLeft,
    /// Devanagari to Sinhala: scripts that use joiners.
    Indic,
    /// Han, kana, Thai, Lao, Khmer, Burmese: no spaces between words.
    Unspaced,
    Hangul,
    /// Armenian, Georgian, Ethiopic, Cherokee and others.
    Other,
}

/// The script of a letter; signs, digits and marks have none.
pub fn script(c: char) -> Option<Script> {
    if c.is_ascii() {
        return c.is_ascii_alphabetic().then_some(Script::Latin);
    }
    let found = match c {
        // Micro and ordinal signs, which count as letters, and the Greek letters of physics and mathematics.
        '\u{aa}' | '\u{b5}' | '\u{ba}' | '\u{2100}'..='\u{214f}' | 'μ' | 'π' => return None,
        '\u{c0}'..='\u{24f}' | '\u{250}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}' | '\u{a720}'..='\u{a7ff}' => {
            Script::Latin
        }
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Script::Greek,
        '\u{400}'..='\u{52f}'
        | '\u{1c80}'..='\u{1c8f}'
        | '\u{2de0}'..='\u{2dff}'
        | '\u{a640}'..='\u{a69f}' => Script::Cyrillic,
        '\u{590}'..='\u{7bf}' | '\u{860}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' => {
            Script::RightToLeft
        }
        '\u{900}'..='\u{dff}' => Script::Indic,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => Script::Unspaced,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{312f}' | '\u{31f0}'..='\u{31ff}' => Script::Unspaced,
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => Script::Unspaced,
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}' => Script::Hangul,
        '\u{530}'..='\u{58f}' | '\u{10a0}'..='\u{10ff}' | '\u{1200}'..='\u{13ff}' => Script::Other,
        _ => return None,
    };
    c.is_alphabetic().then_some(found)
}

impl Script {
    pub const COUNT: usize = 8;

    /// How many letters of it make a splice: one Greek letter is a unit or a variant's name.
    pub fn least(self) -> usize {
        match self {
            Script::Greek => 3,
            _ => 2,
        }
    }

    /// Whether sentences of this script hold words of the other as a matter of course: Latin names and
    /// abbreviations are at home everywhere, Han letters in Korean.
    pub fn mixes_with(self, other: Script) -> bool {
        other == Script::Latin
            || matches!(
                (self, other),
                (Script::Hangul, Script::Unspaced) | (Script::Unspaced, Script::Hangul)
            )
    }
}
