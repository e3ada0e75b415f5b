//! Making an installation: nothing is overwritten, nothing is left behind, secrets are the owner's alone.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::support::{CHEAP, Installation, ended, run, run_in, tollgate};

#[track_caller]
fn check_mode(path: &Path, mode: u32) {
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, mode, "{}", path.display());
}

#[test]
fn a_new_installation_is_its_owners_alone_and_sound() {
    let (installation, made) = Installation::new();
    let folder = installation.folder();
    check_mode(&folder, 0o700);
    check_mode(&folder.join("key"), 0o600);
    check_mode(&folder.join("tollgate.db"), 0o600);
    assert_eq!((made["root"].as_str(), made["web_login"].as_str()), (Some("root"), Some("root")));
    assert_ne!(made["web_password"], made["api_password"]);
    let check = installation.run(&["check"]);
    assert_eq!((check.code, check.out.as_str()), (0, "sound: every invariant holds\n"), "{check:?}");
}

#[test]
fn nothing_is_overwritten() {
    for existing in ["key", "tollgate.db", "certificate.pem", "certificate-key.pem"] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(existing), "mine").unwrap();
        let refused = run_in(folder.path(), &["init", "--tls-name", "localhost"]);
        assert_eq!((refused.code, refused.out.as_str()), (1, ""), "{refused:?}");
        assert!(refused.err.contains(&format!("{existing} exists and is not overwritten")), "{refused:?}");
        assert_eq!(fs::read_to_string(folder.path().join(existing)).unwrap(), "mine");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{existing}");
    }
    let (installation, _) = Installation::new();
    let key = fs::read(installation.folder().join("key")).unwrap();
    assert_eq!(installation.run(&["init"]).code, 1);
    assert_eq!(fs::read(installation.folder().join("key")).unwrap(), key);
}

#[test]
fn a_failed_init_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let refused = run_in(folder.path(), &["init", "--tls-name", "grün.example"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn given_passwords_are_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let output =
        tollgate(["init", "--root-login", "boss", "--web-password-env", "WEB", "--api-password-env", "API"])
            .args(CHEAP)
            .arg("--data")
            .arg(folder.path())
            .env("WEB", "Open-Sesame-1")
            .env("API", "Open-Sesame-2")
            .output();
    let made = ended(output.unwrap());
    assert_eq!(made.code, 0, "{made:?}");
    assert!(made.out.contains("boss") && made.out.contains("as given"), "{made:?}");
    assert!(!made.out.contains("Sesame") && !made.err.contains("Sesame"), "{made:?}");
    let absent = run_in(folder.path(), &["init", "--web-password-env", "NO_SUCH_VARIABLE"]);
    assert!([1, 2].contains(&absent.code), "{absent:?}");
}

#[test]
fn an_installation_must_be_named() {
    let unnamed = run(&["init"]);
    assert_eq!(unnamed.code, 2, "{unnamed:?}");
    assert!(unnamed.err.starts_with("error: the database is not known"), "{unnamed:?}");
    assert!(unnamed.err.contains("\nhint: name a folder with --data"), "{unnamed:?}");
}
