# Customers and users from files.
nav-import = Import

import-title = Import from a file
import-lead = A CSV or XLSX file becomes customers or users of { $owner }: all of its rows, or none.
import-of = What is in the file
import-file = File
import-file-hint = CSV or XLSX, of which the first sheet is read. The first row names the columns; below it are { $most } rows at most.
import-upload = Upload
import-no-file = Choose a file.
import-columns-of = Which columns there can be: { $what }
import-columns-text = In any order, under any heading: you say what each column holds when the file is there. Headings that are called like this are recognised. Yes and no are written so; sums and numbers with a point. A tariff, a routing group, a commission agent and a user's customer are named by number or by name.
import-example = A file with these headings:
import-needed = { $label } (needed)
import-user-customer = Customer
import-user-push = Address that delivery reports are sent to

import-file-large = The file is too large: at most { $most } MB.
import-file-text = There is too much in the file.
import-file-rows = The file has too many rows: at most { $most }.
import-file-columns = The file has too many columns: at most { $most }.
import-file-cell = Row { $row }, column { $column }: there is too much in this cell.
import-file-empty = There are no rows in the file below the headings.
import-file-encoding = Row { $row }, column { $column }: the file is not in UTF-8. Save it as “CSV UTF-8” or as XLSX.
import-file-quote = Row { $row }, column { $column }: a quotation mark is opened here and never closed.
import-file-after-quote = Row { $row }, column { $column }: something follows a closing quotation mark.
import-file-heading = Row { $row }, column { $column }: there is no heading above this cell.
import-file-formula = Row { $row }, column { $column }: a formula in this cell has no result.
import-file-protected = The file has a password, or is in the older format .xls. Save it as XLSX or CSV.
import-file-damaged = The file is damaged, or is no CSV and no XLSX.
import-full = Too many files are being imported at the moment. Try again in half an hour.
import-busy = Another file of yours is being imported at the moment. Wait until it has ended, then try again.

import-columns-title = What the columns hold
import-columns-lead = What the headings say is chosen already. Nothing is imported yet: next, every row is looked at.
import-column = Column { $column }
import-column-example = For example: { $cells }
import-column-empty = There is nothing in the first rows.
import-left-out = — Leave out —
import-check = Check the rows
import-other-file = Another file
import-missing = No column holds this: { $label }. It is needed.
import-same = Another column holds this already.

import-rows-title = Check the rows
import-rows-lead = They become part of { $owner } when you start. Nothing is imported yet.
import-row = Row
import-views = Rows
import-rows-all = { $count ->
    [one] All: { $count } row
   *[other] All: { $count } rows
}
import-rows-wrong = { $count ->
    [one] Wrong: { $count } row
   *[other] Wrong: { $count } rows
}
import-wrong = { $count ->
    [one] { $count } row is wrong. Correct it in the file and upload it again; until then nothing is imported.
   *[other] { $count } rows are wrong. Correct them in the file and upload it again; until then nothing is imported.
}
import-twice = The same stands in row { $row }.
import-no-customer = There is no such customer.
import-ambiguous = Several are called so, under the numbers { $numbers }. Write the number instead.
import-change-columns = Change the columns
import-start-customers = { $count ->
    [one] Import { $count } customer
   *[other] Import { $count } customers
}
import-start-users = { $count ->
    [one] Import { $count } user
   *[other] Import { $count } users
}
import-refused = Nothing was imported: you may not add anything here any more.
import-too-many = Nothing was imported: there are too many rows.
import-broken = Nothing was imported: something went wrong on the way. You can start again.

import-running-title = Importing
import-running-lead = You can leave this page and come back to it. Until the end nothing of the file is to be seen; if anything is refused, nothing of it stays.
import-preparing = Preparing: { $done } of { $all } rows
import-writing = Writing: { $done } of { $all } rows

import-done-title = Imported
import-done-customers = { $count ->
    [one] { $count } customer is imported.
   *[other] { $count } customers are imported.
}
import-done-users = { $count ->
    [one] { $count } user is imported.
   *[other] { $count } users are imported.
}
import-result-text = The file below has every row with its number in your file, what was read of it and its new numbers, without passwords. It is kept for half an hour.
import-result = The rows with their numbers:
import-to-customers = To the customers
import-to-users = To the users
import-link = Import
