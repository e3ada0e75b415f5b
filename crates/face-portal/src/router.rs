//! The way of one request: whose session it is, whether this page is there for him, whether what he posts may be accepted,
//! and the headers that every answer has.

use std::sync::Arc;

use app::session::{self, SessionToken};
use app::{App, PeerAddress, RequestId, RequestOutcome, StoreError};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::any;
use http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST,
    LOCATION, REFERRER_POLICY, SET_COOKIE, USER_AGENT, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use crate::entry::{Access, Entry};
use crate::i18n::{Locale, Reader};
use crate::page::Theme;
use crate::pages::{acting, errors, password, sign_in};
use crate::posted;
use crate::reply::{Failure, Reply};
use crate::route::Route;
use crate::session::cookie::Cookie;
use crate::session::guard;
use crate::site::{Options, Site};
use crate::visit::{Fields, Visit};

/// Serves the portal at `/`. A browser that asks for a page which nobody has is told so by a page; everything else that is
/// not the portal's gets a bare 404.
///
/// It reads [`RequestId`] and [`PeerAddress`] from a request's extensions; each answer carries a [`RequestOutcome`].
pub fn router(app: App, options: Options) -> Router {
    let site = Arc::new(Site::new(app, options));
    let mut router = Router::new();
    for index in 0..site.entries.len() {
        let Some(entry) = site.entries.get(index) else { continue };
        let (pattern, site) = (entry.route.pattern(), Arc::clone(&site));
        let handler = move |request: Request| serve(Arc::clone(&site), Some(index), request);
        router = router.route(pattern, any(handler));
    }
    router.fallback(move |request: Request| serve(Arc::clone(&site), None, request))
}

async fn serve(site: Arc<Site>, index: Option<usize>, request: Request) -> Response {
    let entry = index.and_then(|index| site.entries.get(index));
    let wants_page = request
        .headers()
        .get_all(ACCEPT)
        .iter()
        .any(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html")));
    if entry.is_none() && !wants_page {
        return with_status(StatusCode::NOT_FOUND, Body::empty());
    }
    let request_id = request.extensions().get().cloned().unwrap_or_else(|| site.app.new_request_id());
    let host = header(request.headers(), &HOST);
    let (parts, body) = request.into_parts();
    let (name, mut caller) = (entry.map_or("other", |entry| entry.name), None);
    let visit = visit(&site, entry, &parts, &host, request_id).await;
    let (answer, code) = match visit {
        Err(error) => {
            tracing::error!(error = %error, "a page cannot be prepared");
            (with_status(StatusCode::SERVICE_UNAVAILABLE, Body::empty()), "unavailable")
        }
        Ok(visit) => {
            caller = visit.context().ok().map(|context| context.actor);
            let shown_notice = !visit.notice.is_empty();
            let excuse = errors::Excuse::of(&visit);
            let outcome = act(entry, visit, &parts, body).await;
            let (mut answer, code) = respond(outcome, excuse, &parts, &host);
            if shown_notice {
                set_cookie(&mut answer, Cookie::Notice.remove(&host));
            }
            (answer, code)
        }
    };
    let is_success = matches!(code, "ok" | "see");
    finish(
        answer,
        RequestOutcome {
            face: "portal",
            operation: name.to_owned(),
            caller,
            code: code.to_owned(),
            is_success,
        },
    )
}

/// Everything about the request but its body.
async fn visit(
    site: &Arc<Site>,
    entry: Option<&Entry>,
    parts: &Parts,
    host: &str,
    request_id: RequestId,
) -> Result<Visit, StoreError> {
    let headers = &parts.headers;
    let token = Cookie::Session.read(headers, host).and_then(|text| SessionToken::parse(&text));
    let person = match token {
        Some(token) => session::find(&site.app, &token).await?.map(|session| (session, token)),
        None => None,
    };
    let look = site.look(host, person.as_ref().map(|(session, _)| session)).await?;
    // At somebody's own host name only his people are signed in.
    let person = person
        .filter(|(session, _)| look.within.is_none_or(|within| session.own_customer().is_within(within)));
    let reader = reader(headers, host, person.as_ref().map(|(session, _)| session));
    let theme = Cookie::Theme.read(headers, host).and_then(|word| Theme::find(&word)).unwrap_or(Theme::Auto);
    let notice = Cookie::Notice.read(headers, host).map(|key| format!("notice-{key}"));
    let notice = notice.filter(|key| reader.has(key)).map(|key| reader.t(&key)).unwrap_or_default();
    let route = entry.map_or(Route::new(""), |entry| entry.route);
    Ok(Visit {
        site: Arc::clone(site),
        route,
        parts: variable_parts(route, parts.uri.path()),
        query: Fields::parse(parts.uri.query().unwrap_or_default().as_bytes()),
        form: Fields::default(),
        here: parts.uri.path_and_query().map(|path| path.as_str().to_owned()).unwrap_or_default(),
        host: host.to_owned(),
        peer: parts.extensions.get::<PeerAddress>().map(|peer| peer.0.ip()),
        user_agent: header(headers, &USER_AGENT),
        request_id,
        reader,
        theme,
        look,
        notice,
        pending: Cookie::Pending.read(headers, host).and_then(|text| SessionToken::parse(&text)),
        person,
    })
}

/// Lets the page's handler answer, if the page is there for the visitor and accepts what he sent.
async fn act(entry: Option<&Entry>, mut visit: Visit, parts: &Parts, body: Body) -> Result<Reply, Failure> {
    let entry = entry.ok_or(Failure::NotFound)?;
    let is_post = parts.method == Method::POST;
    let handler = match parts.method {
        Method::GET | Method::HEAD => entry.get.as_ref(),
        Method::POST => entry.post.as_ref(),
        _ => None,
    };
    if visit.person.is_none() && !matches!(entry.access, Access::Anyone) {
        let next = if is_post { String::new() } else { visit.here.clone() };
        return Ok(Reply::see(sign_in::path(&next)));
    }
    let is_acting_over = visit.person.as_ref().is_some_and(|(session, _)| session.is_acting_over());
    if is_acting_over && !entry.is_open_while_locked {
        return acting::hand_back(visit).await;
    }
    if !entry.access.admits(&visit) {
        return Err(Failure::NotFound);
    }
    let handler = handler.ok_or(Failure::Method)?;
    let is_locked = visit.person.as_ref().is_some_and(|(session, _)| session.must_change_password);
    if is_locked && !entry.is_open_while_locked {
        return Ok(Reply::see(password::ROUTE.path()));
    }
    if is_post {
        visit.form = posted::form(&parts.headers, body, entry.form_bytes_max).await?;
        let expected = visit.person.as_ref().map(|(_, token)| token.form_token());
        let expected = expected.filter(|_| !entry.is_without_token);
        let origin = guard::origin(&parts.headers);
        if !guard::is_accepted(origin, expected.as_deref(), visit.form.text("form_token")) {
            return Err(Failure::Forbidden);
        }
    }
    handler(visit).await
}

fn respond(
    outcome: Result<Reply, Failure>,
    excuse: errors::Excuse,
    parts: &Parts,
    host: &str,
) -> (Response, &'static str) {
    match outcome {
        Ok(Reply::Page(status, html)) => {
            let code = if status.is_success() { "ok" } else { "again" };
            (page(status, html), code)
        }
        Ok(Reply::See { path, notice, cookies }) => {
            let mut answer = with_status(StatusCode::SEE_OTHER, Body::empty());
            if let Ok(location) = HeaderValue::from_str(path.as_str()) {
                answer.headers_mut().insert(LOCATION, location);
            }
            cookies.into_iter().for_each(|cookie| set_cookie(&mut answer, cookie));
            if let Some(notice) = notice {
                set_cookie(&mut answer, Cookie::Notice.set(host, notice));
            }
            (answer, "see")
        }
        Ok(Reply::Download { media_type, file_name, body }) => {
            let mut answer = with_status(StatusCode::OK, body);
            answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
            let disposition = format!("attachment; filename=\"{file_name}\"");
            if let Ok(disposition) = HeaderValue::from_str(&disposition) {
                answer.headers_mut().insert(CONTENT_DISPOSITION, disposition);
            }
            (answer, "ok")
        }
        Ok(Reply::File { media_type, cache, policy, bytes }) => {
            let mut answer = with_status(StatusCode::OK, Body::from(bytes));
            answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
            answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(cache));
            if let Some(policy) = policy {
                answer.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
            }
            (answer, "ok")
        }
        Err(failure) => {
            let (status, kind) = failure.kind();
            if status == StatusCode::INTERNAL_SERVER_ERROR {
                tracing::error!(error = %failure, path = parts.uri.path(), "a page failed");
            }
            match excuse.page(kind) {
                Ok(html) => (page(status, html), kind),
                Err(_) => (with_status(status, Body::empty()), kind),
            }
        }
    }
}

/// What every answer has. Nothing is kept, framed, run or fetched unless an answer says otherwise.
fn finish(mut answer: Response, outcome: RequestOutcome) -> Response {
    const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                          img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    let headers = answer.headers_mut();
    let fixed: [(HeaderName, &'static str); 5] = [
        (REFERRER_POLICY, "same-origin"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer.extensions_mut().insert(outcome);
    answer
}

/// The chosen language, else the person's own, else the browser's.
fn reader(headers: &HeaderMap, host: &str, session: Option<&session::Session>) -> Reader {
    let chosen = Cookie::Language.read(headers, host);
    let chosen = chosen.and_then(|code| Locale::find(&code));
    let (own, zone) = session.map_or((None, "UTC"), |session| {
        let profile = &session.own_customer().profile;
        let (language, zone) = match &session.identity {
            session::Identity::Account(account) => {
                account.endpoint().map_or((profile.language, profile.time_zone), |endpoint| {
                    (endpoint.language, endpoint.time_zone)
                })
            }
            session::Identity::WebUser { .. } => (profile.language, profile.time_zone),
        };
        (Locale::find(language.code()), zone.label())
    });
    let accepted = || Locale::accepted(&header(headers, &ACCEPT_LANGUAGE));
    Reader::new(chosen.or(own).or_else(accepted).unwrap_or_else(Locale::fallback), zone)
}

/// What stands in `path` where `route` has variable parts.
fn variable_parts(route: Route, path: &str) -> Fields {
    let pairs = route.pattern().split('/').zip(path.split('/'));
    let variable = pairs.filter_map(|(segment, given)| {
        let name = segment.strip_prefix('{')?.strip_suffix('}')?;
        let pair = format!("x={}", given.replace('+', "%2B"));
        Some((name.to_owned(), Fields::parse(pair.as_bytes()).text("x").to_owned()))
    });
    Fields::of(variable.collect())
}

fn header(headers: &HeaderMap, name: &HeaderName) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

fn page(status: StatusCode, html: String) -> Response {
    let mut answer = with_status(status, Body::from(html));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    answer
}

fn with_status(status: StatusCode, body: Body) -> Response {
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    answer
}

fn set_cookie(answer: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        answer.headers_mut().append(SET_COOKIE, cookie);
    }
}
