//! Running an installation.

use std::fs;

use crate::support::{Installation, Server, ended, get, tollgate};

fn base_of(server: &mut Server) -> String {
    let line: serde_json::Value = serde_json::from_str(&server.logged("listening")).unwrap();
    format!("http://{}", line["address"].as_str().unwrap())
}

#[test]
fn an_installation_serves_until_it_is_told_to_stop() {
    let (installation, made) = Installation::new();
    let config = installation.folder().join("tollgate.toml");
    let text = "key_file = \"key\"\ndatabase.path = \"tollgate.db\"\nlog.format = \"json\"\n\
                [[listen]]\naddress = \"127.0.0.1:0\"\n";
    fs::write(&config, text).unwrap();
    for signal in ["TERM", "INT"] {
        let mut server = Server::start(tollgate(["serve", "--config"]).arg(&config));
        let base = base_of(&mut server);
        assert!(get(&base, "/healthz").starts_with("HTTP/1.1 200"));
        assert!(get(&base, "/readyz").starts_with("HTTP/1.1 200"));
        assert!(get(&base, "/metrics").contains("http_requests_total"));
        assert!(get(&base, "/nowhere").starts_with("HTTP/1.1 404"));
        server.signal(signal);
        let ended = server.ended();
        assert_eq!((ended.code, ended.out.as_str()), (0, ""), "{ended:?}");
        assert!(!ended.err.contains(made["api_password"].as_str().unwrap()));
    }
    assert!(!installation.folder().join("tollgate.db-wal").exists(), "the store was closed");
}

#[test]
fn a_certificate_made_by_init_serves_tls() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path();
    let config = folder.join("tollgate.toml");
    let text = "key_file = \"key\"\ndatabase.path = \"tollgate.db\"\nlog.format = \"json\"\n[[listen]]\n\
                address = \"0.0.0.0:0\"\ncertificate_file = \"certificate.pem\"\nkey_file = \"certificate-key.pem\"\n";
    fs::write(&config, text).unwrap();
    let made = tollgate(["init", "--tls-name", "localhost", "--tls-name", "127.0.0.1", "--config"])
        .arg(&config)
        .output();
    assert_eq!(ended(made.unwrap()).code, 0);
    let mut server = Server::start(tollgate(["serve", "--config"]).arg(&config));
    let line: serde_json::Value = serde_json::from_str(&server.logged("listening")).unwrap();
    assert_eq!(line["tls"], true);
    server.signal("TERM");
    assert_eq!(server.ended().code, 0);
}

#[test]
fn a_configuration_that_is_wrong_is_refused_at_start() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("tollgate.toml");
    fs::write(&config, "key_file = \"key\"\nrelm = \"A\"\n").unwrap();
    let refused = ended(tollgate(["serve", "--config"]).arg(&config).output().unwrap());
    assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
    let complaint = format!("error: {}:2: there is no relm; there are database, ", config.display());
    assert!(refused.err.starts_with(&complaint), "{refused:?}");
    let absent = ended(tollgate(["serve", "--config", "/nowhere/tollgate.toml"]).output().unwrap());
    assert_eq!(absent.code, 2, "{absent:?}");
    let unknown = ended(tollgate(["serve", "--prot", "1"]).output().unwrap());
    assert_eq!(unknown.code, 2, "{unknown:?}");
}

#[test]
fn a_taken_address_is_named() {
    let (installation, _) = Installation::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let refused = installation.run(&["serve", "--listen", &address]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.err.contains(&format!("error: cannot listen on {address}: ")), "{refused:?}");
}
