//! Customers and users from files: all or none, with a report that says which cell is wrong.

use std::fs;
use std::path::Path;

use crate::support::{CHEAP, Ended, Installation};

const CUSTOMERS: &str = "Name;Company name;E-mail;Web login;Web password;Balance;Unused\r\n\
                         acme;\"Acme; Ltd\";a@acme.example;acme;Secret-password-1;-12.5;x\r\n\
                         beta;=1+1;b@beta.example;beta;Secret-password-2;0.00000001;y\r\n";

fn import(installation: &Installation, noun: &str, file: &Path, more: &[&str]) -> Ended {
    let arguments = [&["import", noun, file.to_str().unwrap()], more, &CHEAP].concat();
    installation.run(&arguments)
}

fn names(installation: &Installation) -> Vec<String> {
    let list = installation.run(&["customer", "list", "--json"]).json();
    list.as_array().unwrap().iter().map(|customer| customer["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn customers_and_their_users_come_from_files() {
    let (installation, _) = Installation::new();
    let folder = installation.folder();
    let file = folder.join("customers.csv");
    fs::write(&file, CUSTOMERS).unwrap();
    let rehearsed = import(&installation, "customers", &file, &["--dry-run"]);
    assert_eq!(
        (rehearsed.code, rehearsed.err.as_str()),
        (0, "nothing is wrong with the 2 rows; nothing was changed\n")
    );
    assert_eq!(names(&installation), [""; 0]);

    let result = folder.join("result.csv");
    let made = import(&installation, "customers", &file, &["--result", result.to_str().unwrap()]);
    assert_eq!((made.code, made.err.as_str()), (0, "2 customers imported\n"));
    assert_eq!(names(&installation), ["acme", "beta"]);
    let shown = installation.run(&["customer", "show", "acme", "--json"]).json();
    assert_eq!((shown["company"].as_str(), shown["balance"].as_str()), (Some("Acme; Ltd"), Some("-12.5")));
    let result = fs::read_to_string(&result).unwrap();
    let (number, object_id) = (shown["customer"].to_string(), shown["object_id"].as_str().unwrap());
    let line = format!("2,acme,\"Acme; Ltd\",a@acme.example,acme,-12.5,{number},{object_id}\r\n");
    assert!(result.contains(&line), "{result}");
    assert!(
        result.contains("3,beta,'=1+1,") && !result.contains("Secret") && !result.contains("Unused"),
        "{result}"
    );

    let file = folder.join("users.csv");
    fs::write(&file, "user,password,customer,telephone\ndesk@acme,Secret-1,acme,1\ndesk@beta,Secret-2,3,2\n")
        .unwrap();
    let unmapped = import(&installation, "users", &file, &[]);
    assert_eq!(unmapped.code, 2);
    assert!(
        unmapped.err.contains("no column holds username") && unmapped.err.contains("hint: --map"),
        "{unmapped:?}"
    );
    let made = import(&installation, "users", &file, &["--map", "user=username", "--map", "telephone=phone"]);
    assert_eq!((made.code, made.err.as_str()), (0, "2 users imported\n"));
    let users = installation.run(&["user", "list", "--customer", "acme", "--json"]).json();
    assert_eq!(users[0]["username"], "desk@acme");
    assert_eq!(installation.run(&["check"]).code, 0);
}

#[test]
fn what_a_row_refers_to_may_be_named() {
    let (installation, _) = Installation::new();
    let tariff = |name: &str| {
        let made = installation.run(&["tariff", "create", name, "--currency", "USD", "--json"]);
        made.json()["tariff"].to_string()
    };
    let (gold, twice) = (tariff("Gold"), [tariff("Twice"), tariff("Twice")]);
    let file = installation.folder().join("customers.csv");
    fs::write(&file, "name,tariff\nfirst,Gold\nsecond,Twice\nthird,Nothing\n").unwrap();
    let refused = import(&installation, "customers", &file, &["--dry-run"]);
    assert_eq!(refused.code, 1);
    let [first, second] = &twice;
    for line in [
        format!(
            "row 3, column B (tariff): is the name of several, the numbers {first}, {second}: write the number\n"
        ),
        "row 4, column B (tariff): the tariff is not one of the owner's\n".to_owned(),
        "error: 2 of 3 rows are wrong; nothing was imported\n".to_owned(),
    ] {
        assert!(refused.err.contains(&line), "{line} in {}", refused.err);
    }
    fs::write(&file, format!("name,tariff\nfirst,Gold\nsecond,{second}\n")).unwrap();
    let made = import(&installation, "customers", &file, &[]);
    assert_eq!((made.code, made.err.as_str()), (0, "2 customers imported\n"));
    for (name, tariff) in [("first", &gold), ("second", second)] {
        let shown = installation.run(&["customer", "show", name, "--json"]).json();
        assert_eq!(&shown["tariff"].to_string(), tariff, "{name}");
    }
}

#[test]
fn one_wrong_cell_keeps_everything_out() {
    let (installation, _) = Installation::new();
    let folder = installation.folder();
    let (file, result) = (folder.join("customers.csv"), folder.join("result.xlsx"));
    let text = "name,email,balance,web_login\n\
                first,a@b.example,1,same\n\
                second,a@b.example,\"1,5\",other\n\
                first,a@b.example,2,same\n\
                third,\"a\nb\",1,third\n";
    fs::write(&file, text).unwrap();
    let flags = ["--result", result.to_str().unwrap()];
    let refused = import(&installation, "customers", &file, &flags);
    assert_eq!(refused.code, 1);
    for line in [
        "row 3, column C (balance): must be a number such as -12.5\n",
        "row 4, column A (name): is the same as in row 2\n",
        "row 4, column D (web_login): is the same as in row 2\n",
        "row 5, column B (email): ",
        "error: 3 of 4 rows are wrong; nothing was imported\n",
    ] {
        assert!(refused.err.contains(line), "{line} in {}", refused.err);
    }
    assert_eq!(names(&installation), [""; 0]);
    assert!(!result.exists());

    fs::write(&file, "name\nfirst\n").unwrap();
    assert_eq!(import(&installation, "customers", &file, &flags).code, 0);
    assert!(fs::read(&result).unwrap().starts_with(b"PK"));
    let again = import(&installation, "customers", &file, &[]);
    assert!(again.err.contains("row 2, column A (name): is taken\n"), "{again:?}");
    // A result is not written over another.
    fs::write(&file, "name\nsecond\n").unwrap();
    let kept = import(&installation, "customers", &file, &flags);
    assert_eq!(kept.code, 2);
    assert_eq!(names(&installation), ["first"]);
}

#[test]
fn what_is_no_table_is_told() {
    let (installation, _) = Installation::new();
    let file = installation.folder().join("customers.csv");
    for (content, words) in [
        (b"".as_slice(), "the file is empty"),
        (b"name\n\"open", "row 2, column A: a quotation mark is not closed"),
        (b"PK\x03\x04", "the workbook is damaged"),
    ] {
        fs::write(&file, content).unwrap();
        let refused = import(&installation, "customers", &file, &[]);
        assert_eq!(refused.code, 1);
        assert!(refused.err.contains(words), "{words} in {}", refused.err);
    }
    fs::write(&file, "name\nx\n").unwrap();
    let owner = import(&installation, "customers", &file, &["--owner", "nobody"]);
    assert_eq!((owner.code, owner.err.as_str()), (1, "error: there is no customer nobody\n"));
    let absent = import(&installation, "customers", Path::new("/nowhere/x.csv"), &[]);
    assert_eq!(absent.code, 2);
    for map in ["name", "x=name", "name=x"] {
        assert_eq!(import(&installation, "customers", &file, &["--map", map]).code, 2, "{map}");
    }
}
