//! Programs to copy and run: one call of each dialect in each language, filled with the reader's own names. The password
//! is never in them: they take it from the environment.
//!
//! Each is a file under `templates/samples`, and all there is of it. What is filled in is written as the language writes a
//! constant, so that no name can become code.

use askama::Template;

/// The environment variable from which every program takes the password.
pub(crate) const PASSWORD_VARIABLE: &str = "API_PASSWORD";

/// Somebody's endpoint in one dialect, and the name with which his programs sign in there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) url: String,
    pub(crate) user: String,
}

/// A program, with what it is written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sample {
    /// Unique on its page.
    pub(crate) id: &'static str,
    pub(crate) language: &'static str,
    pub(crate) text: String,
}

/// Declares a template with its place for an address and a name, each already a constant of the language.
macro_rules! program {
    ($($name:ident = $path:tt;)+) => {
        $(
            #[derive(Template)]
            #[template(path = $path, escape = "none")]
            struct $name {
                url: String,
                user: String,
            }
        )+
    };
}

program! {
    VoiceShell = "samples/voice.sh";
    VoicePython = "samples/voice.py";
    VoiceNode = "samples/voice.js";
    VoicePhp = "samples/voice.php";
    MessagingShell = "samples/messaging.sh";
    MessagingPython = "samples/messaging.py";
    MessagingNode = "samples/messaging.js";
    MessagingPhp = "samples/messaging.php";
}

/// What is filled into a program, written by `constant`.
macro_rules! filled {
    ($program:ident, $constant:ident, $target:expr) => {
        $program { url: $constant(&$target.url), user: $constant(&$target.user) }.render()?
    };
}

/// The first customers below the reader, by the voice dialect.
pub(crate) fn voice(target: &Target) -> Result<Vec<Sample>, askama::Error> {
    Ok(vec![
        Sample { id: "voice-curl", language: "curl", text: filled!(VoiceShell, shell, target) },
        Sample { id: "voice-python", language: "Python", text: filled!(VoicePython, quoted, target) },
        Sample { id: "voice-node", language: "Node", text: filled!(VoiceNode, quoted, target) },
        Sample { id: "voice-php", language: "PHP", text: filled!(VoicePhp, php, target) },
    ])
}

/// The reader's own credits, by the messaging dialect; `target` is the operation's address.
pub(crate) fn messaging(target: &Target) -> Result<Vec<Sample>, askama::Error> {
    Ok(vec![
        Sample { id: "messaging-curl", language: "curl", text: filled!(MessagingShell, shell, target) },
        Sample { id: "messaging-python", language: "Python", text: filled!(MessagingPython, quoted, target) },
        Sample { id: "messaging-node", language: "Node", text: filled!(MessagingNode, quoted, target) },
        Sample { id: "messaging-php", language: "PHP", text: filled!(MessagingPhp, php, target) },
    ])
}

/// A word of the POSIX shell: between single quotation marks nothing but these has a meaning.
fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A constant of Python and JavaScript.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

/// A constant of PHP in which nothing is filled in.
fn php(text: &str) -> String {
    format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, shell_word: &str, quoted_text: &str, php_text: &str) {
        assert_eq!(
            (shell(text), quoted(text), php(text)),
            (shell_word.to_owned(), quoted_text.to_owned(), php_text.to_owned())
        );
    }

    #[test]
    fn a_name_is_a_constant_whatever_it_holds() {
        check("acme", "'acme'", r#""acme""#, "'acme'");
        check("o'hara", r"'o'\''hara'", r#""o'hara""#, r"'o\'hara'");
        check(r#"a"b\"#, r#"'a"b\'"#, r#""a\"b\\""#, r#"'a"b\\'"#);
        check("$(id)`id`${x}", "'$(id)`id`${x}'", r#""$(id)`id`${x}""#, "'$(id)`id`${x}'");
    }

    #[test]
    fn every_program_has_the_address_and_the_name_and_no_password() {
        let target = Target { url: "https://portal.example/x".to_owned(), user: "o'hara".to_owned() };
        for sample in voice(&target).expect("samples").iter().chain(&messaging(&target).expect("samples")) {
            assert!(sample.text.contains(&target.url), "{sample:?}");
            assert!(sample.text.contains("hara") && sample.text.contains(PASSWORD_VARIABLE), "{sample:?}");
        }
    }
}
