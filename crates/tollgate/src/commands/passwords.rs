//! Passwords of a command: from an environment variable, from standard input, or made here and shown once. Never from
//! an argument, which every process of the machine can read.

use std::io::{BufRead as _, StdinLock};

use app::Entropy;
use app::secrets::generate_password;
use clap::Args;
use party::password::Password;

use crate::failure::Failure;

/// Where the password of a user comes from.
#[derive(Debug, Args)]
pub(crate) struct UserPassword {
    /// Take the password from this environment variable.
    #[arg(long, value_name = "VARIABLE", conflicts_with = "password_stdin")]
    password_env: Option<String>,
    /// Read the password from standard input, one line.
    #[arg(long)]
    password_stdin: bool,
}

/// Where the two passwords of a customer come from.
#[derive(Debug, Args)]
pub(crate) struct CustomerPasswords {
    /// Take the password of the self-care site from this environment variable.
    #[arg(long, value_name = "VARIABLE", conflicts_with = "passwords_stdin")]
    web_password_env: Option<String>,
    /// Take the password of the interfaces from this environment variable.
    #[arg(long, value_name = "VARIABLE", conflicts_with = "passwords_stdin")]
    api_password_env: Option<String>,
    /// Read both from standard input: first the line of the self-care site, then that of the interfaces.
    #[arg(long)]
    passwords_stdin: bool,
}

/// A password, and whether anybody but us knows it.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    /// The password.
    pub(crate) password: Password,
    /// It was made here and has to be shown.
    generated: bool,
}

impl Chosen {
    /// What the command has to show: the password, if it was made here.
    pub(crate) fn to_show(&self) -> Option<&str> {
        self.generated.then(|| self.password.reveal())
    }
}

impl UserPassword {
    /// The password.
    pub(crate) fn choose(&self, entropy: &Entropy) -> Result<Chosen, Failure> {
        choose(self.password_env.as_deref(), self.password_stdin, &mut std::io::stdin().lock(), entropy)
    }
}

impl CustomerPasswords {
    /// The password of the self-care site and that of the interfaces, as far as they are wanted.
    pub(crate) fn choose(
        &self,
        wants_web: bool,
        wants_api: bool,
        entropy: &Entropy,
    ) -> Result<(Option<Chosen>, Option<Chosen>), Failure> {
        let input = &mut std::io::stdin().lock();
        let mut one = |wanted: bool, variable: &Option<String>| {
            wanted.then(|| choose(variable.as_deref(), self.passwords_stdin, input, entropy)).transpose()
        };
        Ok((one(wants_web, &self.web_password_env)?, one(wants_api, &self.api_password_env)?))
    }
}

fn choose(
    variable: Option<&str>,
    from_input: bool,
    input: &mut StdinLock<'_>,
    entropy: &Entropy,
) -> Result<Chosen, Failure> {
    let (text, origin) = match variable {
        Some(name) => {
            let text =
                std::env::var(name).map_err(|_| Failure::usage(format!("{name} holds no password")))?;
            (text, name)
        }
        None if from_input => {
            let mut line = String::new();
            let read = input.read_line(&mut line);
            read.map_err(|error| Failure::usage(format!("standard input cannot be read: {error}")))?;
            (line.trim_end_matches(['\r', '\n']).to_owned(), "standard input")
        }
        None => return Ok(Chosen { password: generate_password(entropy), generated: true }),
    };
    let password =
        Password::parse(&text).map_err(|error| Failure::usage(format!("{origin}: the password {error}")))?;
    Ok(Chosen { password, generated: false })
}
