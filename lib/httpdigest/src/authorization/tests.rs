//! Answers of the standards' examples, of recorded clients, and of nobody.

use proptest::prelude::*;

use super::*;
use crate::algorithm::ha1;
use crate::challenge::challenge;
use crate::nonce::{NonceError, Nonces};
use crate::replay::ReplayGuard;

struct Case<'header> {
    header: &'header str,
    algorithm: Algorithm,
    credentials: [&'header str; 3],
    request: [&'header str; 2],
}

/// Accepts the header as it is, and refuses it for any other password, realm, method or target.
#[track_caller]
fn check(case: &Case<'_>) {
    let answer = Authorization::parse(case.header).unwrap();
    let [username, realm, password] = case.credentials;
    let [method, target] = case.request;
    assert_eq!((answer.username(), answer.algorithm()), (username, case.algorithm));
    let secret = ha1(case.algorithm, username, realm, password);
    assert_eq!(answer.verify(method, target, realm, &secret), Ok(()));
    let other_secret = ha1(case.algorithm, username, realm, "another password");
    assert_eq!(answer.verify(method, target, realm, &other_secret), Err(VerifyError::WrongResponse));
    assert_eq!(answer.verify(method, target, realm, &[]), Err(VerifyError::WrongResponse));
    assert_eq!(answer.verify("PUT", target, realm, &secret), Err(VerifyError::WrongResponse));
    assert_eq!(answer.verify(method, "/other", realm, &secret), Err(VerifyError::WrongUri));
    assert_eq!(answer.verify(method, target, "other", &secret), Err(VerifyError::WrongRealm));
}

#[track_caller]
fn check_mufasa(folded_header: &str, algorithm: Algorithm, realm: &str, password: &str) {
    let header = folded_header.replace('\n', "");
    let credentials = ["Mufasa", realm, password];
    check(&Case { header: &header, algorithm, credentials, request: ["GET", "/dir/index.html"] });
}

#[test]
fn the_standards_own_examples_are_accepted() {
    // RFC 2617, section 3.5.
    let header = r#"Digest username="Mufasa", realm="testrealm@host.com",
        nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b",
        response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41""#;
    check_mufasa(header, Algorithm::Md5, "testrealm@host.com", "Circle Of Life");
    // RFC 2069, section 2.4, with the answer that its password really gives; the printed one is a known
    // mistake.
    let header = r#"Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",
        uri="/dir/index.html", response="1949323746fe6a43ef61f9606e7febea", opaque="5ccc069c403ebaf9f0171e9517f40e41""#;
    check_mufasa(header, Algorithm::Md5, "testrealm@host.com", "CircleOfLife");
    // RFC 7616, section 3.9.1.
    for (algorithm, response) in [
        (Algorithm::Md5, "8ca523f5e9506fed4657c9700eebdbec"),
        (Algorithm::Sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ] {
        let header = format!(
            r#"Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm={},
            nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001,
            cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="{response}",
            opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#,
            algorithm.name()
        );
        check_mufasa(&header, algorithm, "http-auth@example.org", "Circle of Life");
    }
}

/// Headers recorded from the clients, for the challenge of this crate with a fixed nonce.
#[test]
fn the_headers_of_real_clients_are_accepted() {
    let curl = r#"Digest username="ssp-root", realm="Tollgate", nonce="00000000000003e8aabbccdd", uri="/xmlapi/xmlapi", cnonce="NTUzNzVlZjE1ZDU2NjkyZDg0ODYxMDQ4NDM3ZTIxYWI=", nc=00000001, qop=auth, response="bb167fa06058a7e45e684442a057772d""#;
    let python_requests = r#"Digest username="ssp-root", realm="Tollgate", nonce="00000000000003e8aabbccdd", uri="/xmlapi/xmlapi", response="e84c042dad3e9270b84d0c8aaaab7299", qop="auth", nc=00000001, cnonce="f62e3289407e4508""#;
    let python_httplib2 = r#"Digest username="ssp-root", realm="Tollgate", nonce="00000000000003e8aabbccdd", uri="/xmlapi/xmlapi", algorithm=MD5, response="68bebe631700c257677eff6f85bcae0c", qop=auth, nc=00000001, cnonce="0a02be8649f72000""#;
    let python_urllib = r#"Digest username="ssp-root", realm="Tollgate", nonce="00000000000003e8aabbccdd", uri="/xmlapi/xmlapi", response="914184bde5cf361267bd490e723e97f0", algorithm="MD5", qop=auth, nc=00000001, cnonce="bfe3be01d7c81372""#;
    let curl_sha256 = r#"Digest username="ssp-root", realm="Tollgate", nonce="00000000000003e8aabbccdd", uri="/xmlapi/xmlapi", cnonce="ZjQ0ZWIwZTBjNWI2OWY0MTc5YWYzY2ZkMjFlMmYyNDk=", nc=00000001, qop=auth, response="310ab6ecc4fcf3b8e7b1e0280b3590950f2385ddeceddb02811185ff70568e7d", algorithm=SHA-256"#;
    let requests_sha256 = r#"Digest username="ssp-root", realm="Tollgate", nonce="00000000000003e8aabbccdd", uri="/xmlapi/xmlapi", response="4079202183075497687751c52480c91dc468019e7feba019cd236624b96c3913", algorithm="SHA-256", qop="auth", nc=00000001, cnonce="feb6dbff42c93503""#;
    for (header, algorithm) in [
        (curl, Algorithm::Md5),
        (python_requests, Algorithm::Md5),
        (python_httplib2, Algorithm::Md5),
        (python_urllib, Algorithm::Md5),
        (curl_sha256, Algorithm::Sha256),
        (requests_sha256, Algorithm::Sha256),
    ] {
        let credentials = ["ssp-root", "Tollgate", "secret"];
        check(&Case { header, algorithm, credentials, request: ["POST", "/xmlapi/xmlapi"] });
    }
    let curl_quoting = r#"Digest username="we\"ird\\", realm="Tollgate", nonce="00000000000003e8aabbccdd", uri="/xmlapi/xmlapi", cnonce="MWQ3ZWJmN2IwMWU5MzMyZDUyYWIxMDg1MzY0NjMxYzM=", nc=00000001, qop=auth, response="8d33f97d6efcf6c8e4aa5f6bdaf7f06c""#;
    check(&Case {
        header: curl_quoting,
        algorithm: Algorithm::Md5,
        credentials: ["we\"ird\\", "Tollgate", "secret"],
        request: ["POST", "/xmlapi/xmlapi"],
    });
}

/// What a client computes: `{response}` in the template is replaced by the right answer.
fn sign(template: &str, method: &str, password: &str) -> String {
    let unsigned = Authorization::parse(template).unwrap();
    let secret = ha1(unsigned.algorithm, &unsigned.username, &unsigned.realm, password);
    template.replace("{response}", &unsigned.expected_response(method, &secret))
}

/// Spellings of hand-written clients, PHP ones above all: they differ in order, quoting and the counter's
/// length.
#[test]
fn the_spellings_of_hand_written_clients_are_accepted() {
    for template in [
        r#"Digest username="u", realm="r", nonce="n", uri="/x", cnonce="1700000000", nc="1", response="{response}", qop="auth""#,
        r#"Digest username="u", realm="r", nonce="n", uri="/x", cnonce="n", nc=00000001, qop="auth", response="{response}""#,
        r#"Digest username="u", realm="r", nonce="n", uri="/x", response="{response}", qop="auth", nc=00000001, cnonce="Req2.1""#,
        r#"Digest username="u",realm="r",nonce="n",uri="/x",qop=auth,nc=00000001,cnonce="c",response="{response}",opaque="""#,
        r#"digest response={response},opaque=,cnonce=c,nc=0000000a,qop=AUTH,uri=/x,nonce=n,realm=r,username=u"#,
        r#"Digest username="u", realm="r", nonce="n", uri="/x", algorithm="md5", response="{response}", auth-param=1, userhash=false"#,
        r#"Digest username="u", realm="r", nonce="n", uri="https://api.example.com/x", response="{response}""#,
    ] {
        let header = sign(template, "POST", "secret");
        check(&Case {
            header: &header,
            algorithm: Algorithm::Md5,
            credentials: ["u", "r", "secret"],
            request: ["POST", "/x"],
        });
    }
}

#[test]
fn an_answer_in_capitals_is_accepted() {
    let header = sign("Digest username=u, realm=r, nonce=n, uri=/x, response={response}", "GET", "secret");
    let (start, response) = header.split_at(header.len() - 32);
    let shouted = Authorization::parse(&format!("{start}{}", response.to_ascii_uppercase())).unwrap();
    assert_eq!(shouted.verify("GET", "/x", "r", &ha1(Algorithm::Md5, "u", "r", "secret")), Ok(()));
}

#[track_caller]
fn check_target(uri: &str, target: &str, expected: Result<(), VerifyError>) {
    let template = format!("Digest username=u, realm=r, nonce=n, uri=\"{uri}\", response={{response}}");
    let answer = Authorization::parse(&sign(&template, "GET", "secret")).unwrap();
    let secret = ha1(Algorithm::Md5, "u", "r", "secret");
    assert_eq!(answer.verify("GET", target, "r", &secret), expected, "{uri} for {target}");
}

#[test]
fn the_uri_is_the_request_target_as_sent() {
    let refused = Err(VerifyError::WrongUri);
    check_target("/a?b=c", "/a?b=c", Ok(()));
    check_target("/xmlapi/xmlapi/xmlapi", "/xmlapi/xmlapi/xmlapi", Ok(()));
    check_target("http://host/a?b=c", "/a?b=c", Ok(()));
    check_target("/a?b=c", "HTTPS://host:8443/a?b=c", Ok(()));
    check_target("http://host", "/", Ok(()));
    check_target("/a", "/a?b=c", refused);
    check_target("/a/", "/a", refused);
    check_target("/%61", "/a", refused);
    check_target("/A", "/a", refused);
    check_target("ftp://host/a", "/a", refused);
    check_target("/x?u=http://host/a", "/a", refused);
    check_target("", "/", refused);
}

#[track_caller]
fn check_refused(header: &str, expected: ParseError) {
    assert_eq!(Authorization::parse(header), Err(expected), "{header:?}");
}

#[test]
fn each_unusable_header_names_its_reason() {
    let full = "Digest username=u, realm=r, nonce=n, uri=/x, response=0";
    assert!(Authorization::parse(full).is_ok());
    for name in ["username", "realm", "nonce", "uri", "response"] {
        check_refused(&full.replace(&format!("{name}="), "other="), ParseError::Missing(name));
    }
    for (addition, expected) in [
        ("username=u", ParseError::Repeated),
        ("Nonce=m", ParseError::Repeated),
        ("algorithm=MD5-sess", ParseError::UnsupportedAlgorithm),
        ("algorithm=", ParseError::UnsupportedAlgorithm),
        ("qop=auth-int, nc=1, cnonce=c", ParseError::UnsupportedQop),
        ("qop=\"auth,auth-int\", nc=1, cnonce=c", ParseError::UnsupportedQop),
        ("qop=", ParseError::UnsupportedQop),
        ("qop=auth, cnonce=c", ParseError::Missing("nc")),
        ("qop=auth, nc=00000001", ParseError::Missing("cnonce")),
        ("qop=auth, nc=, cnonce=c", ParseError::Malformed),
        ("qop=auth, nc=x, cnonce=c", ParseError::Malformed),
        ("qop=auth, nc=00000000000000001, cnonce=c", ParseError::Malformed),
        ("userhash=true", ParseError::UnsupportedUsername),
        ("username*=UTF-8''u", ParseError::UnsupportedUsername),
    ] {
        check_refused(&format!("{full}, {addition}"), expected);
    }
    check_refused("Basic dTpw", ParseError::NotDigest);
    check_refused("Digest \"", ParseError::Malformed);
}

#[test]
fn a_conversation_ends_with_one_acceptance() {
    let nonces = Nonces::new([1; 32], 300);
    let mut replays = ReplayGuard::new(300, 100);
    let secret = ha1(Algorithm::Sha256, "ann", "home", "secret");
    let nonce = nonces.issue(1_000, [9; 8]);
    let question = challenge("home", &nonce, false, Algorithm::Sha256);
    let template =
        format!("{question}, username=ann, uri=\"/\", nc=00000001, cnonce=c, response={{response}}");
    let answer = Authorization::parse(&sign(&template, "POST", "secret")).unwrap();

    let issued = nonces.check(answer.nonce(), 1_300).unwrap();
    assert_eq!(answer.verify("POST", "/", "home", &secret), Ok(()));
    assert!(replays.first_use(&answer, issued, 1_300));
    assert!(!replays.first_use(&answer, issued, 1_300));
    assert_eq!(nonces.check(answer.nonce(), 1_301), Err(NonceError::Stale));
    assert_eq!(Nonces::new([2; 32], 300).check(answer.nonce(), 1_300), Err(NonceError::Foreign));
}

proptest! {
    #[test]
    fn no_header_panics(header in "(Digest )?.{0,60}|Digest ([a-z*]{1,8} ?= ?(\"[^\"]{0,8}\"?|[^,]{0,8})[, ]{0,2}){0,8}") {
        if let Ok(answer) = Authorization::parse(&header) {
            prop_assert_ne!(answer.verify("GET", "/", "r", &[0; 16]), Ok(()));
        }
    }

    #[test]
    fn a_header_cut_short_is_never_accepted(cut in 0_usize..160) {
        let template = r#"Digest username="u", realm="r", nonce="n", uri="/x", cnonce="c", nc=00000001, qop=auth, response="{response}""#;
        let header = sign(template, "GET", "secret");
        let secret = ha1(Algorithm::Md5, "u", "r", "secret");
        if let Some(part) = header.get(..cut).filter(|part| part.len() < header.len()) {
            let accepted = Authorization::parse(part).is_ok_and(|answer| answer.verify("GET", "/x", "r", &secret).is_ok());
            prop_assert!(!accepted);
        }
    }

    #[test]
    fn what_a_client_signs_is_accepted(name in "[a-zA-Z0-9@._-]{1,20}", password in ".{0,20}", nonce in "[0-9a-f]{1,64}") {
        let template = format!(
            "Digest username=\"{name}\", realm=r, nonce={nonce}, uri=/x, qop=auth, nc=00000001, cnonce=c, response={{response}}"
        );
        let answer = Authorization::parse(&sign(&template, "POST", &password)).unwrap();
        prop_assert_eq!(answer.verify("POST", "/x", "r", &ha1(Algorithm::Md5, &name, "r", &password)), Ok(()));
    }
}
