//! The settings as a part of a command line, and all places put together.

use std::fmt;
use std::path::PathBuf;
use std::sync::LazyLock;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, value_parser};

use super::catalogue::{Kind, SETTINGS, Setting};
use super::draft::{Draft, Given, Origin};
use super::{Config, file};
use crate::failure::Failure;

/// Which places a command takes its settings from: flatten it into the command's arguments.
#[derive(Clone, Default)]
pub(crate) struct Settings {
    config: Option<PathBuf>,
    data: Option<PathBuf>,
    flags: Vec<(&'static str, Vec<String>)>,
}

const CONFIG: &str = "config";
const DATA: &str = "data";
const CONFIG_VARIABLE: &str = "TOLLGATE_CONFIG";
const DATA_VARIABLE: &str = "TOLLGATE_DATA";

/// A flag may hold the password of a server, so none is shown.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("config", &self.config)
            .field("data", &self.data)
            .finish_non_exhaustive()
    }
}

impl Settings {
    /// Everything, checked.
    pub(crate) fn load(&self) -> Result<Config, Failure> {
        self.load_from(&environment)
    }

    /// Everything, with another environment.
    pub(crate) fn load_from(&self, environment: &dyn Fn(&str) -> Option<String>) -> Result<Config, Failure> {
        let named = self.clone().named(environment);
        let mut draft = match &named.data {
            Some(folder) => Draft::in_folder(folder),
            None => Draft::default(),
        };
        if let Some(path) = &named.config {
            file::read(&mut draft, path)?;
        }
        for setting in SETTINGS {
            if let Some(words) = environment(&setting.variable()) {
                let origin = Origin::Variable(setting.variable());
                draft.take(setting, Given::Words(vec![words]), origin, "".as_ref())?;
            }
        }
        for (key, words) in &named.flags {
            if let Some(setting) = SETTINGS.iter().find(|setting| setting.key == *key) {
                let origin = Origin::Flag(setting.flag());
                draft.take(setting, Given::Words(words.clone()), origin, "".as_ref())?;
            }
        }
        draft.finish()
    }

    /// File and folder from the variables, where no flag names either.
    fn named(mut self, environment: &dyn Fn(&str) -> Option<String>) -> Self {
        if self.config.is_none() && self.data.is_none() {
            self.config = environment(CONFIG_VARIABLE).map(PathBuf::from);
            self.data = environment(DATA_VARIABLE).map(PathBuf::from).filter(|_| self.config.is_none());
        }
        self
    }
}

fn environment(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()).filter(|value| !value.is_empty())
}

impl Args for Settings {
    fn augment_args(command: Command) -> Command {
        let places = [
            Arg::new(CONFIG)
                .long(CONFIG)
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .conflicts_with(DATA)
                .help(format!("The configuration file [env: {CONFIG_VARIABLE}]")),
            Arg::new(DATA)
                .long(DATA)
                .value_name("FOLDER")
                .value_parser(value_parser!(PathBuf))
                .help(format!("An embedded installation's folder, instead [env: {DATA_VARIABLE}]")),
        ];
        command
            .args(places)
            .args(SETTINGS.iter().zip(FLAGS.iter()).map(|(setting, name)| flag(setting, name)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Settings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut settings = Self::default();
        settings.update_from_arg_matches(matches)?;
        Ok(settings)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let absent = |_| clap::Error::new(ErrorKind::UnknownArgument);
        self.config = matches.try_get_one::<PathBuf>(CONFIG).map_err(absent)?.cloned();
        self.data = matches.try_get_one::<PathBuf>(DATA).map_err(absent)?.cloned();
        self.flags.clear();
        for setting in SETTINGS {
            let given = matches.try_get_many::<String>(setting.key).map_err(absent)?;
            self.flags.extend(given.map(|words| (setting.key, words.cloned().collect())));
        }
        Ok(())
    }
}

/// The names of the flags, which clap keeps by reference.
static FLAGS: LazyLock<Vec<String>> = LazyLock::new(|| SETTINGS.iter().map(Setting::flag).collect());

/// The flag of a setting; only the long help lists it.
fn flag(setting: &'static Setting, name: &'static str) -> Arg {
    let arg = Arg::new(setting.key)
        .long(name)
        .value_name(setting.value_name)
        .help(format!("{} [env: {}]", setting.help, setting.variable()))
        .help_heading("Settings")
        .hide_short_help(true);
    match setting.kind {
        Kind::Truth(_) => arg.num_args(0..=1).require_equals(true).default_missing_value("true"),
        Kind::Texts(_) | Kind::Listeners => arg.action(ArgAction::Append),
        Kind::Text(_) | Kind::Path(_) | Kind::Number { .. } => arg,
    }
}

#[cfg(test)]
mod tests;
