"""Writes the corpus: documents as Python's own xmlrpc.client prints them. What each must parse to is in tests/it/python.rs."""

import datetime
import pathlib
import xmlrpc.client

VALUES = {
    "nil": None,
    "int-zero": 0,
    "int-smallest": -(2**31),
    "int-largest": 2**31 - 1,
    "true": True,
    "false": False,
    "double-plain": 1.5,
    "double-small": 1e-09,
    "double-large": 1e22,
    "double-negative-zero": -0.0,
    "string-plain": "Jane Roe",
    "string-empty": "",
    "string-blank": " \t\n ",
    "string-markup": "<b>\"Fish\" & 'chips'</b> ]]>",
    "string-unicode": "Žluťoučký kůň 🐎 \u0085",
    "string-line-ends": "one\r\ntwo\rthree",
    "date": datetime.datetime(2026, 1, 31, 23, 59, 59),
    "bytes-wrapped": bytes(range(256)),
    "bytes-empty": b"",
    "array-empty": [],
    "array-nested": [1, [2, [3, "four"]], None],
    "struct-empty": {},
    "struct-nested": {"name": "Jane & Co", "plan": {"i_plan": 7, "price": 0.1}, "tags": ["a", ""]},
}

here = pathlib.Path(__file__).parent
for name, value in VALUES.items():
    call = xmlrpc.client.dumps((value,), methodname="probe", allow_none=True)
    (here / f"{name}.xml").write_bytes(call.encode())
(here / "call-without-params.xml").write_bytes(xmlrpc.client.dumps((), methodname="system.listMethods").encode())
(here / "call-latin1.xml").write_bytes(
    xmlrpc.client.dumps(({"name": "Müller"}, 2), methodname="update", encoding="iso-8859-1").encode("iso-8859-1")
)
(here / "response.xml").write_bytes(xmlrpc.client.dumps(({"result": "OK"},), methodresponse=True).encode())
(here / "response-fault.xml").write_bytes(
    xmlrpc.client.dumps(xmlrpc.client.Fault(410, "Parameter name is required")).encode()
)
