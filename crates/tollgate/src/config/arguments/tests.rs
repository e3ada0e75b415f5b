//! Every place of a setting, who wins, and every complaint.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use clap::{Args, Command, FromArgMatches};
use delivery::mail::Security;
use store::Location;

use super::*;
use crate::config::LogFormat;

/// What each test begins with: enough to be complete.
const MINIMAL: &str = "key_file = \"key\"\ndatabase.path = \"tollgate.db\"\n";

/// Loads a file, an environment and flags as one installation does.
fn load(file: &str, variables: &[(&str, &str)], flags: &[&str]) -> Result<Config, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tollgate.toml");
    fs::write(&path, file).expect("written");
    let path = path.to_str().expect("a path");
    let flags = ["tollgate", "--config", path].into_iter().chain(flags.iter().copied());
    load_words(flags, variables).map_err(|error| error.replace(path, "tollgate.toml"))
}

fn load_words<'a>(
    words: impl IntoIterator<Item = &'a str>,
    variables: &[(&str, &str)],
) -> Result<Config, String> {
    let variables: HashMap<&str, &str> = variables.iter().copied().collect();
    let matches = Settings::augment_args(Command::new("tollgate"))
        .try_get_matches_from(words)
        .map_err(|error| error.to_string())?;
    let settings = Settings::from_arg_matches(&matches).expect("arguments of a checked command line");
    let environment = |name: &str| variables.get(name).map(|value| (*value).to_owned());
    settings.load_from(&environment).map_err(|failure| failure.text())
}

#[track_caller]
fn check_idle(file: &str, variables: &[(&str, &str)], flags: &[&str], idle_ms: u128) {
    let config = load(&format!("{MINIMAL}{file}"), variables, flags).expect("accepted");
    assert_eq!(config.limits.idle_timeout.as_millis(), idle_ms);
}

#[test]
fn a_flag_beats_a_variable_beats_the_file_beats_the_default() {
    let file = "limits.idle_timeout_ms = 1\n";
    let variable = &[("TOLLGATE_LIMITS_IDLE_TIMEOUT_MS", "2")];
    let flag = &["--limits-idle-timeout-ms", "3"];
    check_idle("", &[], &[], 75_000);
    check_idle(file, &[], &[], 1);
    check_idle(file, variable, &[], 2);
    check_idle(file, variable, flag, 3);
    check_idle("", variable, flag, 3);
    check_idle(file, &[], flag, 3);
}

#[track_caller]
fn check_refused(file: &str, variables: &[(&str, &str)], flags: &[&str], complaint: &str) {
    let text = load(file, variables, flags).map(|_| ()).expect_err("refused");
    assert!(text.starts_with(&format!("error: {complaint}")), "{text}");
}

#[test]
fn an_unknown_key_is_told_with_its_line_and_its_neighbours() {
    check_refused(
        "realm = \"A\"\n\n# words\nrelm = \"B\"\n",
        &[],
        &[],
        "tollgate.toml:4: there is no relm; there are database, key_file, realm, listen, allow_plain_http, \
         trusted_networks, offer_sha256, portal, mail, push, limits, password_hash, log\n",
    );
    check_refused(
        "[log]\nformat = \"json\"\nlvl = \"info\"\n",
        &[],
        &[],
        "tollgate.toml:3: there is no log.lvl; there are log.format, log.level\n",
    );
    check_refused(
        "[logs]\nlevel = \"info\"\n",
        &[],
        &[],
        "tollgate.toml:1: there is no logs; there are database",
    );
    check_refused(
        "[[listen]]\naddress = \"127.0.0.1:1\"\ncert = \"a\"\n",
        &[],
        &[],
        "tollgate.toml:3: there is no cert in listen; there are address, certificate_file, key_file\n",
    );
}

#[test]
fn a_bad_value_is_told_with_its_place_and_what_is_allowed() {
    let number = "must be a whole number from 1 to 1000000\n";
    for value in ["0", "1000001", "-1", "1.5", "\"many\"", "true", "[1]"] {
        let file = format!("\nlimits.connections_max = {value}\n");
        check_refused(&file, &[], &[], &format!("tollgate.toml:2: limits.connections_max {number}"));
    }
    let variable = &[("TOLLGATE_LIMITS_CONNECTIONS_MAX", "many")];
    check_refused(
        "",
        variable,
        &[],
        &format!("TOLLGATE_LIMITS_CONNECTIONS_MAX: limits.connections_max {number}"),
    );
    let flag = &["--limits-connections-max", "0"];
    check_refused("", &[], flag, &format!("--limits-connections-max: limits.connections_max {number}"));
    for (file, complaint) in [
        (
            "mail.server = \"example.com\"",
            "mail.server must be a name and a port such as smtp.example.com:587\n",
        ),
        ("mail.server = \":25\"", "mail.server must be a name and a port such as smtp.example.com:587\n"),
        ("mail.security = \"ssl\"", "mail.security must be starttls, tls or plain\n"),
        ("realm = 5", "realm must be a text\n"),
        ("realm = \"a\\\"b\"", "realm must be 1 to 64 printable ASCII characters such as Tollgate"),
        ("realm = \"\"", "realm must be 1 to 64"),
        ("key_file = \"\"", "key_file must be the path of a file\n"),
        ("allow_plain_http = \"yes\"", "allow_plain_http must be true or false\n"),
        (
            "trusted_networks = [\"10.0.0.0/33\"]",
            "trusted_networks must be a list of networks such as 192.0.2.0/24",
        ),
        ("trusted_networks = [1]", "trusted_networks must be a list of texts\n"),
        ("push.allow_networks = [\"home\"]", "push.allow_networks must be a list of networks such as"),
        ("listen = [\"127.0.0.1:80\"]", "listen must be an address and port such as 127.0.0.1:8080"),
        ("listen = []", "listen must be an address"),
        ("listen = [{ address = \"localhost\" }]", "listen must be an address"),
        ("listen = [{ address = \"[::1]:1\", key_file = \"a\" }]", "listen must be an address"),
        ("log.format = \"xml\"", "log.format must be text or json\n"),
        ("log.level = \"loud\"", "log.level must be error, warn, info, debug, trace\n"),
        ("log = \"loud\"", "there is no log; there are database"),
        (
            "password_hash.memory_kib = 7",
            "password_hash.memory_kib must be a whole number from 8 to 1048576\n",
        ),
        ("database.url = \"mysql://x\"", "database.url must be a URL such as postgres://"),
        (
            "database.path = \"a\"\ndatabase.url = \"postgres://a\"",
            "database.path and database.url exclude each other",
        ),
    ] {
        let line = 1 + file.matches('\n').count();
        check_refused(file, &[], &[], &format!("tollgate.toml:{line}: {complaint}"));
    }
}

#[test]
fn a_file_that_is_not_toml_is_told_with_its_line() {
    check_refused("realm = \"A\"\nkey_file =\n", &[], &[], "tollgate.toml:2: ");
    check_refused("realm = \"A\"\nrealm = \"B\"\n", &[], &[], "tollgate.toml:2: duplicate key");
}

#[test]
fn what_is_missing_is_told_with_a_way_out() {
    check_refused(
        "",
        &[],
        &[],
        "the database is not known: database.path or database.url is not set\nhint: ",
    );
    check_refused("database.path = \"a\"", &[], &[], "the key is not known: key_file is not set\nhint: ");
}

#[test]
fn plain_http_stays_on_this_machine_unless_allowed() {
    let open = "[[listen]]\naddress = \"0.0.0.0:80\"\n";
    check_refused(
        &format!("{MINIMAL}{open}"),
        &[],
        &[],
        "tollgate.toml:3: plain HTTP on 0.0.0.0:80 would show passwords to the network\nhint: ",
    );
    let listen = &[("TOLLGATE_LISTEN", "[::1]:80 192.0.2.1:80")];
    check_refused(MINIMAL, listen, &[], "TOLLGATE_LISTEN: plain HTTP on 192.0.2.1:80 would");
    for flag in ["--allow-plain-http", "--allow-plain-http=true"] {
        let config = load(&format!("{MINIMAL}{open}"), &[], &[flag]).expect("allowed");
        assert_eq!(config.listen[0].address.to_string(), "0.0.0.0:80");
    }
    load(&format!("{MINIMAL}{open}certificate_file = \"c\"\nkey_file = \"k\"\n"), &[], &[])
        .expect("encrypted");
    load(MINIMAL, &[], &["--listen", "0.0.0.0:443,c.pem,k.pem"]).expect("encrypted");
    load(MINIMAL, &[], &["--listen", "[::1]:80"]).expect("loopback");
}

#[test]
fn paths_of_the_file_are_relative_to_it() {
    let file = format!(
        "{MINIMAL}[[listen]]\naddress = \"127.0.0.1:1\"\ncertificate_file = \"c\"\nkey_file = \"/k\"\n"
    );
    let config = load(&file, &[], &[]).expect("accepted");
    let folder = config.key_file.parent().expect("a folder");
    assert!(folder.is_absolute());
    assert_eq!(config.database, Location::Sqlite(folder.join("tollgate.db")));
    let tls = config.listen[0].tls.as_ref().expect("encrypted");
    assert_eq!((tls.certificate.as_path(), tls.key.as_path()), (folder.join("c").as_path(), Path::new("/k")));
    let config = load(MINIMAL, &[("TOLLGATE_KEY_FILE", "elsewhere")], &[]).expect("accepted");
    assert_eq!(config.key_file, Path::new("elsewhere"));
}

#[test]
fn a_folder_alone_is_enough() {
    for (words, variables) in
        [(&["tollgate", "--data", "d"][..], &[][..]), (&["tollgate"][..], &[("TOLLGATE_DATA", "d")][..])]
    {
        let config = load_words(words.iter().copied(), variables).expect("accepted");
        assert_eq!(config.database, Location::Sqlite("d/tollgate.db".into()));
        assert_eq!(config.key_file, Path::new("d/key"));
        assert_eq!(config.realm, "Tollgate");
    }
    let both = ["tollgate", "--data", "d", "--config", "c"];
    assert!(load_words(both, &[]).expect_err("refused").contains("cannot be used with"));
}

#[test]
fn a_server_takes_the_place_of_a_file() {
    let url = "postgres://u:secret@h/d";
    let config =
        load(MINIMAL, &[("TOLLGATE_DATABASE_URL", url)], &["--database-writers", "2"]).expect("accepted");
    let Location::Postgres(options) = config.database else { panic!("a server was named") };
    assert_eq!((options.url.as_str(), options.writers, options.readers), (url, 2, 4));
    let shown = format!("{:?}", load(MINIMAL, &[("TOLLGATE_DATABASE_URL", url)], &[]));
    assert!(!shown.contains("secret"), "{shown}");
}

#[test]
fn lists_come_from_every_place() {
    let file = format!("{MINIMAL}trusted_networks = [\"10.0.0.0/8\", \"2001:db8::/32\"]\n");
    let networks =
        |config: Config| config.trusted_networks.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(networks(load(&file, &[], &[]).expect("accepted")), ["10.0.0.0/8", "2001:db8::/32"]);
    let variable = &[("TOLLGATE_TRUSTED_NETWORKS", "192.0.2.0/24 198.51.100.0/24")];
    assert_eq!(networks(load(&file, variable, &[]).expect("accepted")), ["192.0.2.0/24", "198.51.100.0/24"]);
    let pushes = load(&file, &[("TOLLGATE_PUSH_ALLOW_NETWORKS", "127.0.0.0/8")], &[]).expect("accepted");
    assert_eq!(pushes.push_networks, ["127.0.0.0/8".parse().expect("a network")]);
    let flags = &["--trusted-networks", "192.0.2.1/32", "--trusted-networks", "192.0.2.2/32"];
    assert_eq!(networks(load(&file, variable, flags).expect("accepted")), ["192.0.2.1/32", "192.0.2.2/32"]);
}

const EXAMPLE: &str = include_str!("../../../../../tollgate.example.toml");

#[test]
fn the_example_is_accepted_and_shows_every_setting() {
    let config = load(EXAMPLE, &[], &[]).expect("accepted as it is");
    assert_eq!(config.log.format, LogFormat::Text);
    // A commented setting is `# key = …`; a comment in prose has more than one word before an equals sign.
    let is_setting =
        |line: &str| line.starts_with("[") || line.split(" = ").next().is_some_and(|key| !key.contains(' '));
    let uncommented: String = EXAMPLE
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|rest| is_setting(rest)).unwrap_or(line))
        .filter(|line| !line.starts_with("url = "))
        .map(|line| format!("{line}\n"))
        .collect();
    load(&uncommented, &[], &[]).expect("accepted with everything");
    for setting in SETTINGS {
        let name = setting.key.rsplit('.').next().expect("a name");
        let shown = EXAMPLE.lines().any(|line| {
            let line = line.trim_start_matches("# ");
            line.starts_with(&format!("{name} = ")) || line == format!("[[{name}]]")
        });
        assert!(shown, "the example does not show {}", setting.key);
    }
}

#[test]
fn defaults_are_as_the_help_says() {
    let said = |key: &str| {
        let setting = SETTINGS.iter().find(|setting| setting.key == key).expect("a setting");
        let (_, default) = setting.help.split_once("[default: ").expect("a default");
        default.trim_end_matches(']').to_owned()
    };
    let config = load(MINIMAL, &[], &[]).expect("accepted");
    let limits = &config.limits;
    assert_eq!(said("limits.connections_max"), limits.connections_max.to_string());
    for (key, value) in [
        ("limits.header_timeout_ms", limits.header_timeout),
        ("limits.body_timeout_ms", limits.body_timeout),
        ("limits.request_timeout_ms", limits.request_timeout),
        ("limits.idle_timeout_ms", limits.idle_timeout),
        ("limits.drain_timeout_ms", limits.drain_timeout),
    ] {
        assert_eq!(said(key), value.as_millis().to_string(), "{key}");
    }
    assert_eq!(said("realm"), config.realm);
    assert_eq!(said("listen"), config.listen[0].address.to_string());
    assert_eq!(said("log.level"), config.log.level);
    let stated = load(
        MINIMAL,
        &[],
        &[
            "--password-hash-memory-kib",
            &said("password_hash.memory_kib"),
            "--password-hash-passes",
            &said("password_hash.passes"),
        ],
    );
    assert_eq!(stated.expect("accepted").hash_cost, app::secrets::HashCost::RECOMMENDED);
    assert_eq!(config.hash_cost, app::secrets::HashCost::RECOMMENDED);
}

#[test]
fn a_mail_server_is_said_whole() {
    let whole = format!(
        "{MINIMAL}[mail]\nserver = \"[2001:db8::1]:465\"\nsecurity = \"tls\"\nfrom = \"T <t@example.com>\"\n\
                 user = \"t\"\npassword_file = \"secret\"\n"
    );
    let mail = load(&whole, &[], &[]).expect("valid").mail.expect("a server");
    assert_eq!((mail.host.as_str(), mail.port, mail.security), ("2001:db8::1", 465, Security::Tls));
    let (user, file) = mail.credentials.expect("credentials");
    assert!(user == "t" && file.ends_with("secret"), "{user} {}", file.display());
    assert_eq!(load(MINIMAL, &[], &[]).expect("valid").mail, None);
    for (left_out, complaint) in [
        ("server", "mail.server is not set: mail.from is"),
        ("from", "mail.from is not set"),
        ("user", "mail.user is not set"),
        ("password_file", "mail.password_file is not set"),
    ] {
        let file: String = whole
            .lines()
            .filter(|line| !line.starts_with(left_out))
            .map(|line| format!("{line}\n"))
            .collect();
        check_refused(&file, &[], &[], complaint);
    }
}
