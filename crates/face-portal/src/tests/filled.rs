//! The form of a page as a browser holds it: what stands in its fields is what is sent, and what is disabled is not.

use http::Method;

use super::world::{Answer, Browser};

/// A form that somebody fills in.
#[derive(Debug, Clone)]
pub(crate) struct Filled {
    path: String,
    fields: Vec<(String, String)>,
}

impl Filled {
    /// The form that the page at `path` posts to that place.
    pub(crate) async fn at(browser: &Browser<'_>, path: &str) -> Self {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        Self::read(path.split('?').next().unwrap(), &page.body)
    }

    /// The form of `html` that is posted to `path`.
    pub(crate) fn read(path: &str, html: &str) -> Self {
        let form = html.split("<form").find(|form| form.contains(&format!("action=\"{path}\""))).unwrap();
        let form = form.split("</form>").next().unwrap();
        let tags = form.split('<').filter_map(|tag| tag.split_once('>'));
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut select: Option<(String, Vec<(String, bool)>)> = None;
        for (tag, text) in tags {
            let is = |name: &str| tag.split_whitespace().next() == Some(name);
            let has = |word: &str| tag.split_whitespace().any(|given| given == word);
            let name = attribute(tag, "name").filter(|_| !has("disabled"));
            let value = attribute(tag, "value").unwrap_or_default();
            if is("input") && (!tag.contains("type=\"checkbox\"") || has("checked")) {
                fields.extend(name.map(|name| (name, value)));
            } else if is("textarea") {
                let text = unescaped(text.strip_prefix('\n').unwrap_or(text)).replace('\n', "\r\n");
                fields.extend(name.map(|name| (name, text)));
            } else if is("select") {
                select = name.map(|name| (name, Vec::new()));
            } else if is("option") {
                if let Some((_, options)) = &mut select {
                    options.push((value, has("selected")));
                }
            } else if is("/select")
                && let Some((name, options)) = select.take()
            {
                let chosen = options.iter().find(|(_, is_selected)| *is_selected).or(options.first());
                fields.extend(chosen.map(|(value, _)| (name, value.clone())));
            }
        }
        Self { path: path.to_owned(), fields }
    }

    /// What stands in a field; nothing where it is not sent.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// Types, chooses or ticks, whether the page lets one or not.
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        match self.fields.iter_mut().find(|(given, _)| given == name) {
            Some((_, held)) => value.clone_into(held),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Unticks, or leaves out.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(given, _)| given != name);
        self
    }

    /// Sends it.
    pub(crate) async fn send(&self, browser: &Browser<'_>) -> Answer {
        let fields: Vec<(&str, &str)> =
            self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        browser.send(Method::POST, &self.path, &fields, true).await
    }

    /// Sends it, which must be refused; the form as it comes back, and its page.
    pub(crate) async fn refused(&self, browser: &Browser<'_>) -> (Self, String) {
        let answer = self.send(browser).await;
        assert_eq!(answer.status, 422, "{} {}", answer.location(), answer.body);
        (Self::read(&self.path, &answer.body), answer.body)
    }
}

/// What the page says beside the field `name`; empty where it says nothing.
pub(crate) fn error_of(html: &str, name: &str) -> String {
    let error = html.split(&format!("id=\"{name}-error\">")).nth(1).unwrap_or_default();
    unescaped(error.split('<').next().unwrap_or_default())
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split(&format!(" {name}=\"")).nth(1)?;
    Some(unescaped(value.split('"').next().unwrap_or_default()))
}

fn unescaped(text: &str) -> String {
    let marks = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    marks.iter().fold(text.to_owned(), |text, (mark, plain)| text.replace(mark, plain))
}
