//! The form of a page as a browser holds it: what stands in its fields is what is sent, and what is disabled is not.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;

use super::world::{Answer, Browser, SECRET};

/// A form that somebody fills in.
#[derive(Debug, Clone)]
pub(crate) struct Filled {
    pub(crate) path: String,
    pub(crate) is_post: bool,
    pub(crate) fields: Vec<(String, String)>,
    /// What can be filled in, ticked and chosen, the hidden fields too.
    pub(crate) open: BTreeSet<String>,
    /// What is shown and cannot be changed.
    pub(crate) locked: BTreeSet<String>,
    /// What must be filled in.
    pub(crate) required: BTreeSet<String>,
    /// For fields in which nobody types: what there is to choose.
    pub(crate) choices: BTreeMap<String, Vec<String>>,
    /// The field for a file.
    pub(crate) file: Option<String>,
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
        let of_path = |form: &Self| form.is_post && form.path == path;
        Self::all(html).into_iter().find(of_path).unwrap()
    }

    /// Every form of `html`, in its order.
    pub(crate) fn all(html: &str) -> Vec<Self> {
        let forms = html.split("<form").skip(1);
        forms.map(|form| Self::parse(form.split("</form>").next().unwrap())).collect()
    }

    fn parse(form: &str) -> Self {
        let (head, rest) = form.split_once('>').unwrap();
        let mut filled = Self {
            path: attribute(head, "action").unwrap(),
            is_post: head.contains("method=\"post\""),
            fields: Vec::new(),
            open: BTreeSet::new(),
            locked: BTreeSet::new(),
            required: BTreeSet::new(),
            choices: BTreeMap::new(),
            file: None,
        };
        let tags = rest.split('<').filter_map(|tag| tag.split_once('>'));
        let mut select: Option<(String, Vec<(String, bool)>)> = None;
        for (tag, text) in tags {
            let is = |name: &str| tag.split_whitespace().next() == Some(name);
            let has = |word: &str| tag.split_whitespace().any(|given| given == word);
            let of_type = |name: &str| tag.contains(&format!("type=\"{name}\""));
            let name = attribute(tag, "name").filter(|_| !is("button"));
            let value = attribute(tag, "value").unwrap_or_default();
            let names = if has("disabled") { &mut filled.locked } else { &mut filled.open };
            names.extend(name.clone());
            let name = name.filter(|_| !has("disabled"));
            if has("required") {
                filled.required.extend(name.clone());
            }
            if is("input") && of_type("file") {
                filled.file = name;
            } else if is("input") {
                if let Some(name) = name.as_ref().filter(|_| of_type("hidden") || of_type("radio")) {
                    filled.choices.entry(name.clone()).or_default().push(value.clone());
                }
                let is_sent = !(of_type("checkbox") || of_type("radio")) || has("checked");
                filled.fields.extend(name.filter(|_| is_sent).map(|name| (name, value)));
            } else if is("textarea") {
                let text = unescaped(text.strip_prefix('\n').unwrap_or(text)).replace('\n', "\r\n");
                filled.fields.extend(name.map(|name| (name, text)));
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
                filled.fields.extend(chosen.map(|(value, _)| (name.clone(), value.clone())));
                filled.choices.insert(name, options.into_iter().map(|(value, _)| value).collect());
            }
        }
        filled
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

    /// Fills in what must be filled in and is empty, each with something that may stand there.
    pub(crate) fn complete(self) -> Self {
        let empty = |name: &&String| self.value(name).is_none_or(str::is_empty);
        let names: Vec<String> = self.required.iter().filter(empty).cloned().collect();
        names.into_iter().fold(self, |form, name| {
            let value = match name.as_str() {
                "amount" => "1",
                "code" => "000000",
                "current" => SECRET,
                "login" | "name" | "username" | "authname" => "made",
                "level" => "reporter",
                "new" | "password" | "repeated" | "voip_password" => "Another-password-2",
                "file" => return form,
                other => panic!("say here how {other} is filled in"),
            };
            form.set(&name, value)
        })
    }

    /// Sends it; where a file can be chosen, without one.
    pub(crate) async fn send(&self, browser: &Browser<'_>) -> Answer {
        let fields: Vec<(&str, &str)> =
            self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let method = if self.is_post { Method::POST } else { Method::GET };
        browser.send(method, &self.path, &fields, true).await
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

pub(crate) fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split(&format!(" {name}=\"")).nth(1)?;
    Some(unescaped(value.split('"').next().unwrap_or_default()))
}

pub(crate) fn unescaped(text: &str) -> String {
    let marks = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    marks.iter().fold(text.to_owned(), |text, (mark, plain)| text.replace(mark, plain))
}
