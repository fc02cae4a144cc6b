//! The place in the article, asked of the library and given to it.

use std::sync::Arc;

use super::scroll;
use crate::article::Article;
use crate::tui::app::{App, Task};
use crate::tui::keeper::Opened;
use crate::tui::reader::{Reader, Stage};

pub fn opened(reader: &Reader) -> Opened {
    Opened { name: reader.name.clone(), article: reader.document.article.clone() }
}

/// Asks where the reader was; without a library there is nothing to ask.
pub fn recall(app: &App) -> Vec<Task> {
    let reader = app.reader.as_ref().filter(|_| app.library);
    reader.map(|reader| Task::Recall { request: app.request, opened: opened(reader) }).into_iter().collect()
}

/// Goes where the reader was, unless keys were faster.
pub fn recalled(app: &mut App, request: u64, article: &Arc<Article>, place: usize) -> Vec<Task> {
    let column = app.panes().column;
    let current = request == app.request;
    let Some(reader) = app.reader.as_mut().filter(|reader| current && reader.fresh) else {
        return Vec::new();
    };
    if Arc::ptr_eq(&reader.document.article, article) && place > 0 {
        scroll::to(reader, column, place);
        reader.kept = reader.place.offset;
        app.notice = Some("where you were; g goes to the start".into());
    }
    Vec::new()
}

/// The place, where it changed and the text is whole.
pub fn moved(app: &mut App) -> Option<Task> {
    let reader = app.reader.as_mut().filter(|reader| app.library && reader.stage != Stage::Arriving)?;
    let place = reader.place.offset;
    if std::mem::replace(&mut reader.kept, place) == place {
        return None;
    }
    Some(Task::KeepPlace { opened: opened(reader), place })
}

/// The article for the catalogue, once after everything was found, and again after it was corrected.
pub fn catalogue(app: &mut App) -> Option<Task> {
    let reader = app.reader.as_mut().filter(|reader| app.library && reader.stage == Stage::Done)?;
    let due = std::mem::take(&mut reader.uncatalogued);
    due.then(|| Task::Catalogue { name: reader.name.clone(), document: Box::new(reader.document.clone()) })
}
