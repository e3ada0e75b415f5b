//! Where pages are. Every link of the site is a [`Path`], and only a [`Route`] makes one: a link that leads nowhere, or
//! out of the site, cannot be written down.

use std::fmt;

/// The path of a page, with its variable parts in braces, as the router knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Route {
    pattern: &'static str,
}

/// A link within this site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path(String);

impl Route {
    /// The route `pattern`: `/customers/{customer}`.
    pub(crate) const fn new(pattern: &'static str) -> Self {
        Self { pattern }
    }

    /// As the router knows it.
    pub(crate) fn pattern(self) -> &'static str {
        self.pattern
    }

    /// The path of a route without variable parts.
    pub(crate) fn path(self) -> Path {
        self.path_with(&[])
    }

    /// The path with its variable parts filled in, in their order.
    pub(crate) fn path_with(self, parts: &[&dyn fmt::Display]) -> Path {
        let mut parts = parts.iter();
        let mut path = String::new();
        for segment in self.pattern.split('/').skip(1) {
            path.push('/');
            if !segment.starts_with('{') {
                path.push_str(segment);
                continue;
            }
            let part = parts.next().map(ToString::to_string).unwrap_or_default();
            path.extend(
                form_urlencoded::byte_serialize(part.as_bytes()).map(|text| text.replace('+', "%20")),
            );
        }
        Path(path)
    }

    /// Whether `path`, without a query, is one of this route.
    pub(crate) fn is_route_of(self, path: &str) -> bool {
        let (mut segments, mut given) = (self.pattern.split('/'), path.split('/'));
        loop {
            match (segments.next(), given.next()) {
                (None, None) => return true,
                (Some(segment), Some(given))
                    if segment == given || (segment.starts_with('{') && !given.is_empty()) => {}
                _ => return false,
            }
        }
    }
}

impl Path {
    /// The path with a query parameter; one without a value is left out.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        if value.is_empty() {
            return self;
        }
        self.0.push(if self.0.contains('?') { '&' } else { '?' });
        let pair: String = form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
        self.0.push_str(&pair);
        self
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What somebody asked to be sent to, if that is a page of this site: `routes` says which there are.
    pub(crate) fn own(text: &str, mut routes: impl Iterator<Item = Route>) -> Option<Self> {
        // A browser takes two slashes, or a backslash, for the beginning of another site.
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        if !is_plain || !text.starts_with('/') || text.starts_with("//") || 2_000 < text.len() {
            return None;
        }
        let path = text.split(['?', '#']).next().unwrap_or_default();
        routes.any(|route| route.is_route_of(path)).then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: Route = Route::new("/customers");
    const DETAIL: Route = Route::new("/customers/{customer}");

    #[test]
    fn paths_are_filled_and_escaped() {
        assert_eq!(LIST.path().as_str(), "/customers");
        assert_eq!(Route::new("/").path().as_str(), "/");
        assert_eq!(DETAIL.path_with(&[&"a/b ?"]).as_str(), "/customers/a%2Fb%20%3F");
        let path = LIST.path().with("search", "a&b").with("none", "").with("order", "name");
        assert_eq!(path.as_str(), "/customers?search=a%26b&order=name");
    }

    #[track_caller]
    fn check(text: &str, is_own: bool) {
        let found = Path::own(text, [LIST, DETAIL, Route::new("/")].into_iter());
        assert_eq!(found.is_some(), is_own, "{text}");
    }

    #[test]
    fn only_pages_of_this_site_are_its_own() {
        for own in ["/", "/customers", "/customers?search=x#top", "/customers/7"] {
            check(own, true);
        }
        for foreign in [
            "",
            "customers",
            "//evil.example",
            "//customers",
            "/\\evil.example",
            "/customers\\..\\x",
            "https://evil.example/customers",
            "javascript:alert(1)",
            "/nowhere",
            "/customers/",
            "/customers/7/8",
            "/customers\r\nSet-Cookie: a=b",
            "/customers/ x",
        ] {
            check(foreign, false);
        }
    }
}
